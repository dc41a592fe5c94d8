"""The documents that reports are judged by, the tree of categories and the calendar of days off: shapes and checks."""
