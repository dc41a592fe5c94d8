"""Festivals, events, attractions and the city's bulletin."""
