"""A homework that cannot be wrong: answers computed, proved, written and set."""

__version__ = "0.1.0"
