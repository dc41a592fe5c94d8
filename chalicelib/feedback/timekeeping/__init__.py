"""The clock of a report: Step Functions waits, and what it then does stands in the table of moves."""
