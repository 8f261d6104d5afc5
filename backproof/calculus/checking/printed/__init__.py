"""Checks of what is printed, after reading it back."""
