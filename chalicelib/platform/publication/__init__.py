"""Publishing data sets: a file is checked, built, activated at once or not at all, and can be taken back."""
