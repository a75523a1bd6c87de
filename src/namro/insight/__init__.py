"""What it all adds up to, read only: indicators and reports over duties, never a table of its own that decides anything."""
