"""Stationary points: found, classified, and proved to be all."""
