"""Runs of a script: with the arguments of its function, and for the results that it has by name."""
