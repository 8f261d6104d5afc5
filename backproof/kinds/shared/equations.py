"""Relations between two expressions, checked at random points that satisfy their hypotheses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from backproof.answer import Check, Claim, Latex
from backproof.calculus.checking.comparisons import comparison_holds
from backproof.calculus.checking.verify import holds
from backproof.calculus.evaluation.size_bounds import size_bounds
from backproof.calculus.identities.hypotheses.given import Given, read_given
from backproof.calculus.identities.hypotheses.relation import Relation, read_relation
from backproof.calculus.identities.inequality import ordered
from backproof.calculus.identities.proof import Proof
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.spelling.names import plain_name
from backproof.calculus.spelling.numpy_form import numpy_form
from backproof.diagnostic import InputError
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.notation import functions_of
from backproof.terms.term import Item, Term

_SIGNS = {"==": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">"}


@dataclass(frozen=True)
class Equation:
    """An equation with its two sides, its evidence, and the claim as plain data."""

    left: Expression
    right: Expression
    latex: Latex
    check: Check
    claim: Claim


def hypotheses(
    part: Item,
    texts: Sequence[str],
    shapes: Mapping[str, str],
    properties: Mapping[str, str],
    term: Term,
) -> Given:
    """Read the hypotheses of a part, under the key `given`; InputError at the one that can't be read."""
    # Some hypotheses are understood together with later ones alone.
    with suppress(InputError):
        return read_given(texts, shapes, properties, functions_of(term))
    known = Given()
    for place in range(len(texts)):
        with part.locating("given", place):
            known = read_given(texts[: place + 1], shapes, properties, functions_of(term))
    return known


def claimed(text: str, shapes: Mapping[str, str], given: Given, term: Term) -> Equation:
    """Read and check a relation such as "left == right"; InputError at the column that can't be read."""
    relation = read_relation(text, shapes, given.properties, functions_of(term))
    around = {**surroundings(shapes, given.words, term), **stated_hypotheses(given)}
    sides = (relation.left, relation.right)
    if relation.sign == "==":
        claim = equation_claim(relation.typed, sides, around)
    else:
        claim = relation_claim(relation, around)
    return Equation(*sides, relation_latex(relation), relation_holds(relation, given), claim)


def stated_hypotheses(given: Given) -> dict[str, object]:
    """Return equations and inequalities, and the ends of numbers' ranges ("" for none), as plain data."""
    ranges = [
        [plain_name(of.variable.name), *(to_text(end.value) if end else "" for end in (of.low, of.high))]
        for of in given.ranges
    ]
    return {
        "given": [item.text for item in given.equations],
        "inequalities": [item.text for item in given.inequalities],
        **({"ranges": ranges} if ranges else {}),
    }


def relation_latex(relation: Relation) -> Latex:
    """Return a relation in print."""
    return Latex(f"{to_latex(relation.left)} {_SIGNS[relation.sign]} {to_latex(relation.right)}")


def relation_text(relation: Relation) -> str:
    """Return a relation in NumPy's form, with a single sign of equality."""
    left, right = _in_numpy(relation)
    return f"{left} {relation.sign if relation.sign != '==' else '='} {right}"


def _in_numpy(relation: Relation) -> tuple[str, str]:
    """Return both sides in NumPy's form."""
    sides = zip(relation.typed, (relation.left, relation.right), strict=True)
    left, right = (numpy_form(typed, to_text(side)) for typed, side in sides)
    return left, right


def relation_holds(relation: Relation, given: Given) -> Check:
    """Check a relation at values that satisfy the hypotheses."""
    left, right = relation.left, relation.right
    bounds = tuple(dict.fromkeys((*size_bounds(left), *size_bounds(right), *given.bounds)))
    if relation.sign != "==":
        return comparison_holds(*ordered(relation), relation_text(relation), bounds, given.values)
    conditions = "".join(f", {larger} >= {smaller}" for larger, smaller in bounds)
    return holds(left, right, f"{left} = {right}{conditions}", bounds=bounds, equations=given.values)


def relation_claim(relation: Relation, around: Mapping[str, object], proof: Proof | None = None) -> Claim:
    """Claim a relation with the chain that proves it, or with none."""
    left, right = _in_numpy(relation)
    links = proof.links if proof else ()
    data: dict[str, object] = {
        "left": left,
        "sign": relation.sign,
        "right": right,
        **around,
        "chain": [to_text(link.expression) for link in links],
        "laws": [[list(reason) for reason in link.reasons] for link in links],
        "form": proof.form if proof else "",
        "before": to_text(proof.left) if proof and proof.left else "",
        "after": to_text(proof.right) if proof and proof.right else "",
    }
    return Claim("identity", data)


def equation_claim(
    typed: tuple[str, str], understood: tuple[Expression, Expression], around: Mapping[str, object]
) -> Claim:
    """Claim that both sides are equal, in NumPy's form, with the declarations `around` them."""
    left, right = (
        numpy_form(text.strip(), to_text(side)) for text, side in zip(typed, understood, strict=True)
    )
    return Claim("equation", {"left": left, "right": right, **around})
