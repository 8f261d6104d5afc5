"""Proofs of identities by rewriting: both sides have one normal form, at once or multiplied by a matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import sympy

from backproof.calculus.identities.chain import Link, Side, brought_down, joined
from backproof.calculus.identities.expanding import Expander
from backproof.calculus.identities.hypotheses.relation import Relation
from backproof.calculus.identities.reductions import Equation, Reason, Reducer
from backproof.calculus.identities.words import Polynomial, collected, simplified
from backproof.calculus.language.expression import MatMul, Structural, Transpose, Variable
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, to_text, walk
from backproof.calculus.primitives.shapes import SCALAR


@dataclass(frozen=True)
class Proof:
    """A chain from one side to the other; with `left` and `right`, both are multiplied by these matrices.

    Of an inequality, the chain goes from the difference of the sides, or of their squares, to a number that
    is not negative on the `grounds`.
    """

    links: tuple[Link, ...]
    left: Expression | None = None
    right: Expression | None = None
    form: Literal["equation", "difference", "squares"] = "equation"
    grounds: tuple[str, ...] = ()


def proved(left: Expression, right: Expression, equations: Sequence[Relation] = ()) -> Proof | None:
    """Return the proof of an identity under equations; None if there is none by these means."""
    reducer = reducer_for((left, right), equations)
    sides = [brought_down(side, reducer) for side in (left, right)]
    found = [Proof(joined(*sides))] if _are_equal(*sides) else []
    for before, after in _multipliers(sides):
        multiplied = [brought_down(_times(before, side, after), reducer) for side in (left, right)]
        if _are_equal(*multiplied):
            found.append(Proof(joined(*multiplied), before, after))
    return min(found, key=_cost, default=None)


def reducer_for(sides: Sequence[Expression], equations: Sequence[Relation]) -> Reducer:
    """Return what rewrites these sides under equations."""
    expander, defined = Expander(), _definitions(equations)
    others = [equation for equation in equations if equation.text not in defined]
    inverted = _inverted_in(*sides, *(value for _, value in defined.values()))
    return Reducer(expander, *_rules(others, expander), inverted, defined)


def _cost(proof: Proof) -> tuple[int, int, int]:
    """Return the key by which proofs are compared: inverses of sums that are solved for, then lengths."""
    solved = sum(law == "inverse of a sum" for link in proof.links for law, _ in link.reasons)
    multipliers = sum(item is not None for item in (proof.left, proof.right))
    return solved, multipliers, sum(len(to_text(link.expression)) for link in proof.links)


def _rules(
    equations: Sequence[Relation], expander: Expander
) -> tuple[list[Equation], dict[sympy.Symbol, tuple[sympy.Expr, Reason]]]:
    """Return what equations say of their greatest words, and of variables that are numbers."""
    words: list[Equation] = []
    values: dict[sympy.Symbol, tuple[sympy.Expr, Reason]] = {}
    for equation in equations:
        left, right = map(expander.of, (equation.left, equation.right))
        difference = left.plus(right.times(sympy.S.NegativeOne))
        reason = ("equation", equation.text)
        if difference.shape != SCALAR:
            lead = difference.leading
            rest = ((w, -c / difference.terms[lead]) for w, c in difference.terms.items() if w != lead)
            words.append(Equation(lead, collected(difference.shape, rest), reason))
            continue
        symbol, value = _solved(sympy.expand(difference.scalar), expander)
        if symbol in expander.numbers.words:
            words.append(Equation(expander.numbers.words[symbol], expander.number(value), reason))
        elif symbol is not None:
            values[symbol] = value, reason
    return words, values


def _definitions(equations: Sequence[Relation]) -> dict[str, tuple[Expression, Expression]]:
    """Return the vectors and matrices that equations define by others, none of them in a circle."""
    found: dict[str, tuple[Expression, Expression]] = {}
    within: dict[Expression, set[Expression]] = {}
    for equation in equations:
        for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
            used = set(variables(other)).union(*(within.get(item, ()) for item in variables(other)))
            if not isinstance(side, Variable) or side.shape == SCALAR or side in used or side in within:
                continue
            found[equation.text] = side, other
            within = {key: items | used if side in items else items for key, items in within.items()}
            within[side] = used
            break
    return found


def _solved(difference: sympy.Expr, expander: Expander) -> tuple[sympy.Symbol | None, sympy.Expr]:
    """Solve a number's equation for the longest product in it, else for a variable; None for none."""
    known = expander.numbers.words
    order = sorted(difference.free_symbols, key=lambda item: (item in known, len(str(item)), str(item)))
    for symbol in reversed(order):
        factor = difference.coeff(symbol)
        if factor.is_Rational and factor != 0 and difference.as_poly(symbol).degree() == 1:
            return symbol, sympy.expand((factor * symbol - difference) / factor)
    return None, sympy.S.Zero


def _inverted_in(*sides: Expression) -> frozenset[str]:
    """Return the matrices whose inverses occur."""
    nodes = (node for side in sides for node in walk(side))
    return frozenset(
        str(node.operand) for node in nodes if isinstance(node, Structural) and node.name == "inv"
    )


def _are_equal(left: Side, right: Side) -> bool:
    difference = left.end.plus(right.end.times(-1))
    return simplified(difference).is_zero


def _times(before: Expression | None, side: Expression, after: Expression | None) -> Expression:
    found = side if before is None else MatMul(before, side)
    return found if after is None else MatMul(found, after)


def _multipliers(sides: Sequence[Side]) -> Iterator[tuple[Expression | None, Expression | None]]:
    """Yield matrices to multiply both sides by: those of which inverses stand at an end."""
    befores = list(dict.fromkeys(item for side in sides for item in _inverted(side.end, 0)))
    afters = list(dict.fromkeys(item for side in sides for item in _inverted(side.end, -1)))
    yield from ((before, None) for before in befores)
    yield from ((None, after) for after in afters)
    yield from ((before, after) for before in befores for after in afters)


def _inverted(polynomial: Polynomial, place: int) -> Iterator[Expression]:
    """Yield the matrices whose inverses begin or end words, longest first."""
    letters = [word[place] for word in polynomial.terms if word and word[place].is_inverse]
    for letter in sorted(dict.fromkeys(letters), key=lambda item: -len(item.text)):
        inside = letter.node.children[0]
        yield Transpose(inside) if letter.is_turned else inside
