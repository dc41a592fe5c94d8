"""Benchmarks: ratios within one run, and counted costs; nothing here fails on a slow day."""
