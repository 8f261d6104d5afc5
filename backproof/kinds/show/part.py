"""A relation that is to be shown under hypotheses, as one part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from backproof.answer import Answer, Check, Claim, Latex, SolvedPart, Step
from backproof.calculus.checking.links import link_holds, weakened
from backproof.calculus.checking.points.parametrised import Values
from backproof.calculus.identities.counterexample import refuted
from backproof.calculus.identities.hypotheses.given import Given
from backproof.calculus.identities.hypotheses.relation import Relation, read_relation
from backproof.calculus.identities.hypotheses.satisfied import values_for
from backproof.calculus.identities.hypotheses.wording import declared
from backproof.calculus.identities.inequality import shown
from backproof.calculus.identities.proof import Proof, proved
from backproof.calculus.language.letters import size_latex
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import to_text
from backproof.calculus.printing.latex import to_latex
from backproof.diagnostic import InputError
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.equations import (
    hypotheses,
    relation_claim,
    relation_holds,
    relation_latex,
    relation_text,
    stated_hypotheses,
)
from backproof.kinds.shared.notation import Symbol, functions_of, symbol
from backproof.terms.fields import Names
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Show(Data, frozen=True, kw_only=True):
    """A relation such as "norm(Q @ x) == norm(x)", and hypotheses such as "Q: orthogonal"."""

    claim: str
    shapes: dict[str, str] = msgspec.field(default_factory=dict)
    given: Names = msgspec.field(default_factory=list)
    properties: dict[str, str] = msgspec.field(default_factory=dict)


DATA = Show
_SUM_OF_NUMBERS = re.compile(
    r"\bsum\([^()]*(?:\([^()]*\)[^()]*)*(?:,[^,]*,|\bfor\b)|\\sum|∑|\.\.\.|\\[cl]?dots"
)
_NAME = re.compile(r"(?<![\\\w.])[^\W\d]\w*(?![\w(])")
_CONSTANTS = ("pi", "e")
_OF_MATRICES = re.compile(
    r"@|\.T\b|\b(?:norm|inner|tr|trace|det|inv|sum|diag|eye|ones)\(|\|\||(?<![\w\\])[A-Z]\w*"
)
_BY_INDUCTION = "an induction, of two parts: its base and its step"
_INDUCTION = (
    'for 1 + 2 + ... + n = n*(n + 1)/2 the base is claim = "1 == 1*(1 + 1)/2" with shapes = {}, and the step '
    'claim = "n*(n + 1)/2 + (n + 1) == (n + 1)*(n + 2)/2" with shapes = { n = "" }'
)


@dataclass(frozen=True)
class _Law:
    """A reason for a step: the name of the law, and what it is about, in LaTeX."""

    name: str
    about: Latex


@dataclass(frozen=True)
class _Link:
    """A line of the chain, with the reasons for it."""

    latex: Latex
    laws: tuple[_Law, ...]


@dataclass(frozen=True)
class _Details:
    """The task and the proof for the templates; without a form there is none.

    Of an inequality, `last` is the last line; one that `is_turned` has the larger side on the left.
    """

    arguments: tuple[Symbol, ...]
    suppositions: tuple[Latex, ...]
    relation: Latex
    before: Latex
    after: Latex
    links: tuple[_Link, ...]
    form: str
    grounds: tuple[str, ...]
    last: Latex
    is_turned: bool
    is_strict: bool


@dataclass(frozen=True)
class _Task:
    """The relation to be shown, as it was read."""

    part: Part
    data: Show
    given: Given
    relation: Relation


def solve(part: Part, term: Term) -> SolvedPart:
    """Prove the relation; InputError at the line that can't be read, and for one that is false."""
    data = _with_shapes(part, part.data_as(Show))
    task = _read(part, data, term)
    if found := refuted(task.relation, task.given):
        raise part.error("this does not hold", "claim", hint=found.text)
    proof = _proof(task)
    checks = (relation_holds(task.relation, task.given), *(_links(task, proof) if proof else ()))
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=relation_latex(task.relation),
        summary=relation_latex(task.relation),
        text=relation_text(task.relation),
        checks=checks,
        steps=tuple(_steps(proof)) if proof else (),
        claims=(_claim(task, proof, term),),
        details=_details(task, proof, term),
    )
    return SolvedPart(answer)


def _with_shapes(part: Part, data: Show) -> Show:
    """Return the data, with all names as numbers if none has a shape; InputError if some are no numbers."""
    if data.shapes or _SUM_OF_NUMBERS.search(data.claim):
        return data
    texts = (data.claim, *(text for text in data.given if not declared(text)))
    names = [name for text in texts for name in _NAME.findall(text) if name not in _CONSTANTS]
    names += [name for text in data.given for name in (declared(text) or ((), ""))[0]]
    if names and any(map(_OF_MATRICES.search, texts)):
        hint = (
            f"""add shapes = {{ {names[0]} = "n" }}: "n" for a vector, "n,n" for a matrix, "" for a number"""
        )
        raise part.error(
            f"the claim is not of numbers alone, and {names[0]} has no shape", "claim", hint=hint
        )
    return msgspec.structs.replace(data, shapes=dict.fromkeys(names, ""))


def _read(part: Part, data: Show, term: Term) -> _Task:
    """Read the hypotheses and the relation."""
    functions = functions_of(term)
    known = hypotheses(part, data.given, data.shapes, data.properties, term)
    try:
        with part.locating("claim"):
            relation = read_relation(data.claim, data.shapes, known.properties, functions)
    except InputError:
        if not _SUM_OF_NUMBERS.search(data.claim):
            raise
        message = "a sum over whole numbers up to n is no formula of vectors and matrices"
        raise part.error(message, "claim", expected=_BY_INDUCTION, hint=_INDUCTION) from None
    return _Task(part, data, known, relation)


def _proof(task: _Task) -> Proof | None:
    relation, equations = task.relation, task.given.equations
    if _is_equation(task):
        return proved(relation.left, relation.right, equations)
    return shown(relation, equations, task.given.ranges)


def _is_equation(task: _Task) -> bool:
    return task.relation.sign == "=="


def _links(task: _Task, proof: Proof) -> Iterator[Check]:
    """Check every line of the chain under the hypotheses that its reason names."""
    given = task.given
    for before, link in zip(proof.links, proof.links[1:], strict=False):
        named = {about for law, about in link.reasons if law == "equation"}
        equations = [_values(item, link.reasons) for item in given.equations if item.text in named]
        yield link_holds(before.expression, link.expression, link.reasons, given.bounds, equations)


def _values(equation: Relation, laws: Sequence[tuple[str, str]]) -> Values:
    """Return values for an equation of variables of which nothing is known beyond the laws."""
    left, right = (weakened(side, laws) for side in (equation.left, equation.right))
    return values_for(replace(equation, left=left, right=right))


def _steps(proof: Proof) -> Iterator[Step]:
    for before, link in zip(proof.links, proof.links[1:], strict=False):
        laws = ", ".join(f"{law} {about}".rstrip() for law, about in link.reasons)
        sides = (before.expression, link.expression)
        latex = Latex(" = ".join(map(to_latex, sides)))
        yield Step(laws, latex, " = ".join(map(to_text, sides)))


def _claim(task: _Task, proof: Proof | None, term: Term) -> Claim:
    given = task.given
    around = {
        **stated_hypotheses(given),
        "bounds": [[str(size) for size in bound] for bound in given.bounds],
        **surroundings(task.data.shapes, given.words, term),
    }
    return relation_claim(task.relation, around, proof)


def _details(task: _Task, proof: Proof | None, term: Term) -> _Details:
    relation, given = task.relation, task.given
    stated = (relation, *given.equations, *given.inequalities)
    known = dict.fromkeys(v for item in stated for side in (item.left, item.right) for v in variables(side))
    bounds = [rf"{size_latex(larger)} \ge {size_latex(smaller)}" for larger, smaller in given.bounds]
    suppositions = [*map(relation_latex, (*given.equations, *given.inequalities)), *bounds]
    return _Details(
        arguments=tuple(map(symbol, known)),
        suppositions=tuple(map(Latex, suppositions)),
        relation=relation_latex(task.relation),
        before=_latex_of(proof.left) if proof else Latex(""),
        after=_latex_of(proof.right) if proof else Latex(""),
        links=tuple(_printed(task, proof, term)) if proof else (),
        form=proof.form if proof else "",
        grounds=proof.grounds if proof else (),
        last=_latex_of(proof.links[-1].expression if proof else None),
        is_strict=relation.sign in ("<", ">"),
        is_turned=relation.sign in (">=", ">"),
    )


def _latex_of(expression: Any) -> Latex:
    return Latex(to_latex(expression) if expression is not None else "")


def _printed(task: _Task, proof: Proof, term: Term) -> Iterator[_Link]:
    """Yield the lines of the chain: the first states both sides of its equation, the others the right one."""
    stated = {equation.text: relation_latex(equation) for equation in task.given.equations}
    first, *others = proof.links
    for link in others:
        laws = tuple(_Law(law, _about(task, about, stated, term)) for law, about in link.reasons)
        left = to_latex(first.expression) if link is others[0] else ""
        yield _Link(Latex(f"{left} = {to_latex(link.expression)}".strip()), laws)


def _about(task: _Task, about: str, stated: dict[str, Latex], term: Term) -> Latex:
    """Return what a law is about: an equation, or a matrix."""
    if not about or about in stated:
        return stated.get(about, Latex(""))
    return to_latex(parse(about, task.data.shapes, task.given.properties, functions=functions_of(term)))
