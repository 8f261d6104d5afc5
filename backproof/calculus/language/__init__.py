"""The expression language: text and declared names in, expressions with checked shapes out."""
