"""A relation that is to be shown under hypotheses, as one part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from backproof.answer import Answer, Check, Claim, Latex, SolvedPart, Step
from backproof.calculus.checking.comparisons import comparison_holds
from backproof.calculus.checking.links import link_holds
from backproof.calculus.checking.verify import holds
from backproof.calculus.evaluation.size_bounds import size_bounds
from backproof.calculus.identities.counterexample import refuted
from backproof.calculus.identities.given import Given, read_given
from backproof.calculus.identities.inequality import ordered, shown
from backproof.calculus.identities.proof import Proof, proved
from backproof.calculus.identities.relation import Relation, read_relation
from backproof.calculus.language.letters import size_latex
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import to_text
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.spelling.numpy_form import numpy_form
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.notation import Symbol, functions_of, symbol
from backproof.terms.fields import Names
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Show(Data, frozen=True, kw_only=True):
    """A relation such as "norm(Q @ x) == norm(x)", and hypotheses such as "Q: orthogonal"."""

    claim: str
    shapes: dict[str, str]
    given: Names = msgspec.field(default_factory=list)
    properties: dict[str, str] = msgspec.field(default_factory=dict)


DATA = Show
_SIGNS = {"==": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">"}


@dataclass(frozen=True)
class Law:
    """A reason for a step: the name of the law, and what it is about, in LaTeX."""

    name: str
    about: Latex


@dataclass(frozen=True)
class Link:
    """A line of the chain, with the reasons for it."""

    latex: Latex
    laws: tuple[Law, ...]


@dataclass(frozen=True)
class Details:
    """The task and the proof for the templates; without a form there is none.

    Of an inequality, `last` is the last line; one that `is_turned` has the larger side on the left.
    """

    arguments: tuple[Symbol, ...]
    suppositions: tuple[Latex, ...]
    relation: Latex
    before: Latex
    after: Latex
    links: tuple[Link, ...]
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

    @property
    def latex(self) -> Latex:
        """The relation in print."""
        return _relation_latex(self.relation)


def solve(part: Part, term: Term) -> SolvedPart:
    """Prove the relation; InputError at the line that can't be read, and for one that is false."""
    data = part.data_as(Show)
    task = _read(part, data, term)
    if found := refuted(task.relation, task.given):
        raise part.error("this does not hold", "claim", hint=found.text)
    proof = _proof(task)
    checks = (_whole(task), *(_links(task, proof) if proof else ()))
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=task.latex,
        summary=task.latex,
        text=_text(task),
        checks=checks,
        steps=tuple(_steps(proof)) if proof else (),
        claims=(_claim(task, proof, term),),
        details=_details(task, proof, term),
    )
    return SolvedPart(answer)


def _read(part: Part, data: Show, term: Term) -> _Task:
    """Read the hypotheses and the relation."""
    functions = functions_of(term)
    known = Given(properties={name: (words,) for name, words in data.properties.items()})
    for place in range(len(data.given)):
        with part.locating("given", place):
            known = read_given(data.given[: place + 1], data.shapes, data.properties, functions)
    with part.locating("claim"):
        relation = read_relation(data.claim, data.shapes, known.properties, functions)
    return _Task(part, data, known, relation)


def _proof(task: _Task) -> Proof | None:
    relation, equations = task.relation, task.given.equations
    if _is_equation(task):
        return proved(relation.left, relation.right, equations)
    return shown(relation, equations)


def _is_equation(task: _Task) -> bool:
    return task.relation.sign == "=="


def _text(task: _Task) -> str:
    left, right = _plain(task)
    return f"{left} {task.relation.sign if task.relation.sign != '==' else '='} {right}"


def _plain(task: _Task) -> tuple[str, str]:
    """Return both sides in NumPy's form."""
    relation = task.relation
    sides = zip(relation.typed, (relation.left, relation.right), strict=True)
    left, right = (numpy_form(typed, to_text(side)) for typed, side in sides)
    return left, right


def _whole(task: _Task) -> Check:
    """Check the relation as it is stated."""
    relation, given = task.relation, task.given
    if _is_equation(task):
        bounds = (*given.bounds, *size_bounds(relation.left), *size_bounds(relation.right))
        return holds(relation.left, relation.right, _text(task), bounds=bounds, equations=given.values)
    return comparison_holds(*ordered(relation), _text(task), given.bounds, given.values)


def _links(task: _Task, proof: Proof) -> Iterator[Check]:
    """Check every line of the chain under the hypotheses that its reason names."""
    given = task.given
    for before, link in zip(proof.links, proof.links[1:], strict=False):
        named = {about for law, about in link.reasons if law == "equation"}
        pairs = zip(given.equations, given.values, strict=True)
        equations = [values for equation, values in pairs if equation.text in named]
        yield link_holds(before.expression, link.expression, link.reasons, given.bounds, equations)


def _steps(proof: Proof) -> Iterator[Step]:
    for before, link in zip(proof.links, proof.links[1:], strict=False):
        laws = ", ".join(f"{law} {about}".rstrip() for law, about in link.reasons)
        sides = (before.expression, link.expression)
        latex = Latex(" = ".join(map(to_latex, sides)))
        yield Step(laws, latex, " = ".join(map(to_text, sides)))


def _claim(task: _Task, proof: Proof | None, term: Term) -> Claim:
    left, right = _plain(task)
    properties = {name: ", ".join(dict.fromkeys(words)) for name, words in task.given.properties.items()}
    links = proof.links if proof else ()
    data: dict[str, Any] = {
        "left": left,
        "sign": task.relation.sign,
        "right": right,
        "given": [relation.text for relation in task.given.equations],
        "bounds": [[str(size) for size in bound] for bound in task.given.bounds],
        **surroundings(task.data.shapes, properties, term),
        "chain": [to_text(link.expression) for link in links],
        "laws": [[list(reason) for reason in link.reasons] for link in links],
        "form": proof.form if proof else "",
        "before": to_text(proof.left) if proof and proof.left else "",
        "after": to_text(proof.right) if proof and proof.right else "",
    }
    return Claim("identity", data)


def _details(task: _Task, proof: Proof | None, term: Term) -> Details:
    relation, given = task.relation, task.given
    known = dict.fromkeys((*variables(relation.left), *variables(relation.right)))
    bounds = [rf"{size_latex(larger)} \ge {size_latex(smaller)}" for larger, smaller in given.bounds]
    suppositions = [*(_relation_latex(item) for item in given.equations), *bounds]
    return Details(
        arguments=tuple(map(symbol, known)),
        suppositions=tuple(map(Latex, suppositions)),
        relation=task.latex,
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


def _relation_latex(relation: Relation) -> Latex:
    return Latex(f"{to_latex(relation.left)} {_SIGNS[relation.sign]} {to_latex(relation.right)}")


def _printed(task: _Task, proof: Proof, term: Term) -> Iterator[Link]:
    """Yield the lines of the chain: the first states both sides of its equation, the others the right one."""
    stated = {equation.text: _relation_latex(equation) for equation in task.given.equations}
    first, *others = proof.links
    for link in others:
        laws = tuple(Law(law, _about(task, about, stated, term)) for law, about in link.reasons)
        left = to_latex(first.expression) if link is others[0] else ""
        yield Link(Latex(f"{left} = {to_latex(link.expression)}".strip()), laws)


def _about(task: _Task, about: str, stated: dict[str, Latex], term: Term) -> Latex:
    """Return what a law is about: an equation, or a matrix."""
    if not about or about in stated:
        return stated.get(about, Latex(""))
    return to_latex(parse(about, task.data.shapes, task.given.properties, functions=functions_of(term)))
