"""The phones of a person: where her notices are pushed to."""
