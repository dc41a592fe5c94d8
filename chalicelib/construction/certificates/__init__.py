"""Practising certificates, found one person or one number at a time by a function of their own."""
