"""Identities between functions, proved without the engine."""
