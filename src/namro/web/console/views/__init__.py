"""The pages of the shell: home, accounts, grants, the audit log."""
