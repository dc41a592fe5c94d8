"""Telling people what happened to a report: who is told, into which box, and with which values."""
