"""Buses, metro, journeys and road cameras."""
