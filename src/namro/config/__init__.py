"""How Năm Rõ is wired: settings, URLs, and wiring.py, the only file that joins modules."""
