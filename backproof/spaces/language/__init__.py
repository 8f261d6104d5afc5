"""The language of spaces: reading entries and domains, and printing results."""
