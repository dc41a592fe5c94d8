"""The data sets of a pack: samples to be imported, never shipped in a function, and everything wrong with them.

A data set is `datasets/<kind>.csv` (UTF-8, a header, NFC, LF; several values of a cell stand between "|") and beside it
`datasets/<kind>.json`, which says what it is. A pack may leave any kind out.
"""

from infra.city.schema.datasets.checks import dataset_problems

__all__ = ["dataset_problems"]
