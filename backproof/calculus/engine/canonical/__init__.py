"""Canonical forms, one module for each kind of operation, and the class that puts them together."""
