"""Validation of a term's statement that two questions agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backproof.calculus.derivations import Derivations
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.traversal import variables
from backproof.calculus.primitives.shapes import Shape, Size
from backproof.diagnostic import did_you_mean
from backproof.kinds.network.special_case import words
from backproof.terms.reading import Data
from backproof.terms.term import Question

KEY = "agrees_with"


class Agreement(Data, frozen=True, kw_only=True):
    """The statement that another question's expression is a special case of this network.

    With the variables of `where` set to expressions in that question's variables, this network's loss is
    `loss`, an expression in the other's value; `match` pairs a weight here with a variable there.
    """

    question: str
    loss: str
    where: dict[str, str]
    match: dict[str, str]


def require_agreement(
    question: Question,
    stated: Agreement,
    network: Derivations,
    other: Derivations,
    functions: Sequence[Function],
) -> None:
    """Raise InputError at an entry with an unknown name, or one whose shape does not fit."""
    mine = {variable.name: variable for variable in variables(network.expression)}
    theirs = {variable.name: words(variable.shape) for variable in variables(other.expression)}
    for name in stated.where:
        _require_known(question, name, list(mine), ("where", name), "variable of this question's expression")
    for weight, variable in stated.match.items():
        weights = [name for name in network.of if name in stated.where]
        _require_known(question, weight, weights, ("match", weight), "weight that 'where' sets")
        theirs_derived = list(other.of)
        what = f"variable that '{stated.question}' is derived by"
        _require_known(question, variable, theirs_derived, ("match", weight), what)
    shapes: dict[str, Shape] = {}
    for name, text in stated.where.items():
        with question.locating(KEY, "where", name):
            shapes[name] = parse(text, theirs, functions=functions).shape
    _require_fitting(question, mine, shapes)
    free = [name for name in mine if name not in stated.where]
    with question.locating(KEY, "loss"):
        parse(stated.loss, dict.fromkeys([other.named.name, *free], ""))


def _require_known(
    question: Question, name: str, known: Sequence[str], at: tuple[str, ...], what: str
) -> None:
    if name not in known:
        expected = f"one of {', '.join(known)}" if known else None
        raise question.error(
            f"'{name}' is not a {what}", KEY, *at, expected=expected, hint=did_you_mean(name, known)
        )


def _require_fitting(question: Question, mine: Mapping[str, Variable], shapes: Mapping[str, Shape]) -> None:
    """Require one size there for each size here; a variable that is not set counts as a scalar."""
    sizes: dict[Size, tuple[Size, str]] = {}
    for name, variable in mine.items():
        for size, there in zip(variable.shape, shapes.get(name, (1, 1)), strict=True):
            known, first = (size, "") if isinstance(size, int) else sizes.setdefault(size, (there, name))
            if known == there:
                continue
            message = f"'{name}' does not fit: {size} would be {there}"
            expected = f"{size} = {known}, as in '{first}'" if first else f"{known}"
            at = ("where", name) if name in shapes else ("where",)
            hint = None if name in shapes else f"'{name}' is not set, so it is a number"
            raise question.error(message, KEY, *at, expected=expected, hint=hint)
