"""Places, addresses, today's and former units, and directions."""
