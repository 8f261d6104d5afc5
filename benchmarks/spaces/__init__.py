"""Spaces of known dimension, made at random: how many are answered rightly, left open, or refused."""
