"""The shipped terms, solved once in a process for all tests that judge their answers."""

from functools import cache

from backproof.answer import Solution
from solutions import load, solve


@cache
def solved(name: str) -> tuple[Solution, ...]:
    """Solve all questions of the term."""
    term = load(name)
    return tuple(solve(question, term) for question in term.questions)
