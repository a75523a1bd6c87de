"""Long work: queued, shown with progress, restartable. Only this room imports procrastinate. Way in: `services.start`."""
