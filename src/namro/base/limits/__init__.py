"""How often somebody may do a thing: tallies in the database that hold across processes. Way in: `services`."""
