"""Putting letters into boxes, apart from what only speaks of them."""
