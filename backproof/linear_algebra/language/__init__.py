"""Matrices as data, in print, and with their row operations."""
