"""Agencies, schools and health facilities as Open Referral's Human Services Data Specification 3 has them."""
