"""The table of checks by kind of claim, and the two ways in which a check fails."""

CHECKS = {}


class DoubtError(Exception):
    """A claim that does not hold."""


class UncheckedError(Exception):
    """A claim beyond this program."""


def require(holds, message):
    """Raise DoubtError with the message unless the condition holds."""
    if not holds:
        raise DoubtError(message)
