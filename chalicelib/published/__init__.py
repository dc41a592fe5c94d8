"""Hold the read-only data that the city publishes and everybody reads."""
