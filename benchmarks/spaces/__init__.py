"""Random spaces of known dimension: how many are answered correctly, left open, or refused."""

import backproof  # noqa: F401 - it has to come before sympy, which would compute with FLINT
