"""The outcomes of a mutation campaign: a mutant, and the checks that killed it or a proof of equivalence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backproof.answer import Check


@dataclass(frozen=True)
class Mutant:
    """A wrong answer: what kind of fault, in which answer, and what it now says.

    `checks` is the evidence that the build would hold against it; `equal` proves that it says the same as
    the right answer after all, and returns how, or "" where it does not.
    """

    room: str
    kind: str
    of: str
    says: str
    checks: Callable[[], tuple[Check, ...]]
    equal: Callable[[], str] = lambda: ""


@dataclass(frozen=True)
class Outcome:
    """The outcome of a mutant: `killers` are the checks that failed, `proof` why it is equivalent."""

    mutant: Mutant
    killers: tuple[str, ...]
    proof: str = ""

    @property
    def verdict(self) -> str:
        """`killed`, `equivalent` or `survived`."""
        return "killed" if self.killers else "equivalent" if self.proof else "survived"


def judge(mutant: Mutant) -> Outcome:
    """Run the evidence on a mutant; one that passes has to be proved equivalent."""
    checks = mutant.checks()
    killers = tuple(dict.fromkeys(family(check.method) for check in checks if not check.passed))
    if killers or not checks:
        return Outcome(mutant, killers or ("no evidence",))
    return Outcome(mutant, (), mutant.equal())


def family(method: str) -> str:
    """The method without what differs from answer to answer."""
    return method.partition(" proved by")[0]
