"""Notices to phones: which phones ring for a letter, and the letter's way to each of them."""
