"""Sign-in, sessions, TOTP, languages, and the typed work that survives an expired session. Only this room imports allauth."""
