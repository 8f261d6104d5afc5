"""Spaces of known dimension, made at random: how many are answered rightly, left open, or refused."""

import backproof  # noqa: F401 - it has to come before sympy, which would compute with FLINT
