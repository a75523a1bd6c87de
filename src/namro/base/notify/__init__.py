"""Telling people: a notice in the application and, where they have an address, an e-mail. Way in: `services.tell`."""
