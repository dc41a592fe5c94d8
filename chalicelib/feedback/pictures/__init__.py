"""Photos of reports: tickets to upload them, the worker that makes them clean, and how they are shown."""
