"""Công dân số: the backend of a city's digital-citizen app."""
