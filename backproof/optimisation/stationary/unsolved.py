"""The error of equations that are beyond the methods."""


class UnsolvedError(Exception):
    """Equations beyond the methods here."""
