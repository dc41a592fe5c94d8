"""Public bodies and hotlines of the place where one lives."""
