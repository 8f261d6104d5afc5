"""Described spaces translated into coordinates."""
