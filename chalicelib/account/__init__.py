"""What belongs to a citizen: profile, preferences, consents and the sealed identity."""
