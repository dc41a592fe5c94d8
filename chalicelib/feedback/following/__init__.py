"""Supporting and following reports of others, and finding those that are like one's own."""
