"""Figures of a script: those that it saves, and those that are drawn of its results."""
