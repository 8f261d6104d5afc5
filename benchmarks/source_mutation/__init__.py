"""Faults planted in the project's own source: a build must stop, or give the good build's document."""
