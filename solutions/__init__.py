"""This homework's questions, and the terms they are set in."""
