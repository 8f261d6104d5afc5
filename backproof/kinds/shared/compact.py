"""Long gradients written with a function's derivative by name: b φ′(aᵀφ(x)) (a ⊙ φ′(x))."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backproof.answer import Check
from backproof.calculus.checking.verify import holds
from backproof.calculus.derivation.prime_calls import closed_gradients, prime_of
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.scalar_functions.user_functions import in_letters
from backproof.calculus.language.tree import Expression
from backproof.diagnostic import InputError
from backproof.kinds.shared.notation import used

LONGEST = 40


@dataclass(frozen=True)
class Compact:
    """A gradient in calls of the derivatives, and the check that it equals the derived one."""

    value: Expression
    check: Check


def compact_gradients(found: Derivations) -> dict[str, Compact]:
    """Return compact gradients by variable; empty if every derived gradient already fits on a line."""
    length = Lengths()
    shown = [d.gradient for d in found.of.values()]
    if max(map(length, shown)) <= LONGEST:
        return {}
    compact = _in_calls(found)
    subjects = [f"d{found.named.name}/d{name} in the derivatives' names" for name in found.of]
    return {
        name: Compact(value, holds(gradient, value, subject))
        for name, gradient, value, subject in zip(found.of, shown, compact, subjects, strict=False)
    }


def _in_calls(found: Derivations) -> list[Expression]:
    try:
        primes = {
            function: replace(prime_of(function), latex=f"{function.latex}'", same_as="")
            for function in used(found.expression, found.functions)
            if not function.same_as
        }
    except InputError:
        # The derivative is too long for a function of its own.
        return []
    wrt = [derivation.variable for derivation in found.of.values()]
    closed = closed_gradients(found.named, wrt, primes) if primes else []
    return [in_letters(value, found.functions) for value in closed]
