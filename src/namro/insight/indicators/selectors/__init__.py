"""Reads the figures share: the question asked, whose it may be, the tree of the day, published rows as known then."""
