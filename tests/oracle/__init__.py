"""Slow, obvious second opinions, written from the legal texts and not from the product."""
