"""The append-only log of every act, protected by the database itself. Way in: `services.record`, `selectors`."""
