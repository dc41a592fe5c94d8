"""A day in the city, walked through against the running one: `make demo`."""
