"""The expression language: parses text and declared names into expressions with checked shapes."""
