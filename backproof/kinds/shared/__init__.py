"""Derivatives on paper: what several kinds of question share."""
