"""Whom Năm Rõ talks to: the staff console and the operations commands."""
