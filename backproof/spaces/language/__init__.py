"""The language of spaces: entries and domains as people write them, results as they are printed."""
