"""Tables of figures of agencies that another system sums up: brought in whole or not at all, and read."""
