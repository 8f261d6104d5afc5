"""This homework: its term files, and one module per question."""
