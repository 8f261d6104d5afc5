"""Spans of functions of one variable on an interval or a union of intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.domains.definedness import check_domain, natural_domain
from backproof.spaces.language.domain import REAL_LINE, Interval, domain_formula
from backproof.spaces.language.domain_reading import asked_domain
from backproof.spaces.language.printing import formula
from backproof.spaces.language.reading import read_entries, read_list, texts
from backproof.spaces.language.result import Element, Formula, Source
from backproof.spaces.language.spelling.letters import letters_apart
from backproof.spaces.language.symbolic import to_sympy
from backproof.spaces.language.syntax import Node, names
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.polynomials import span_space

_WAVES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_MOST_FUNCTIONS = 24


@dataclass(frozen=True)
class Functions:
    """The question: the functions, their variable, and their domain."""

    nodes: tuple[Node, ...]
    variable: str
    domain: tuple[Interval, ...]
    source: Source

    @property
    def given(self) -> tuple[Element, ...]:
        """The functions as elements without entries."""
        shown = [formula(node) for node in self.nodes]
        return tuple(Element(Formula(Latex(""), ""), f.latex, f.text, (), i) for i, f in enumerate(shown))

    @property
    def space(self) -> Formula:
        """span{...}, with the domain in the text."""
        span = span_space(self.given)
        return Formula(span.latex, f"{span.text} on {domain_formula(self.domain).text}")

    @property
    def angles(self) -> bool:
        """Return whether multiples of pi are good evaluation points."""
        return any(_multiple(node) > 0 for node in self.nodes)


def read_functions(data: object, domain: object = None, variable: str = "") -> Functions:
    """Read the functions and their domain; by default the first usual interval on which all are defined.

    Raises InputError for a second variable, and if a function is not defined on the domain.
    """
    listed = read_list(data, "the list of functions")
    if len(listed) > _MOST_FUNCTIONS:
        refuse(f"{len(listed)} functions", expected=f"at most {_MOST_FUNCTIONS}")
    nodes = letters_apart(read_entries(listed, "function"), (variable,))
    found = sorted(frozenset().union(*map(names, nodes)) | ({variable} if variable else frozenset()))
    if len(found) > 1:
        refuse(
            f"the functions have the variables {', '.join(found)}",
            expected="one variable",
            hint="polynomials may have several",
        )
    name = found[0] if found else "x"
    for node in nodes:
        to_sympy(node)
    intervals = asked_domain(domain, name) if domain is not None else natural_domain(nodes, name)
    if domain is not None:
        check_domain(nodes, name, intervals)
    source = Source(
        "functions",
        tuple(texts(n) for n in nodes),
        variables=(name,),
        domain=tuple(i.text for i in intervals),
        is_assumed=domain is None and intervals != (REAL_LINE,),
    )
    return Functions(nodes, name, intervals, source)


def elimination_order(nodes: Sequence[Node]) -> tuple[int, ...]:
    """Constants first, functions of x before those of 2x (multiple angles are expressed); else as given."""
    return tuple(sorted(range(len(nodes)), key=lambda i: (bool(names(nodes[i])), _multiple(nodes[i]))))


def _multiple(node: Node) -> float:
    """The largest multiple of the variable in a trigonometric argument; 0 without any."""
    inner = max((_multiple(child) for child in node.children), default=0.0)
    if node.kind != "call" or node.value not in _WAVES:
        return inner
    argument = to_sympy(node.children[0])
    return max(inner, *(abs(float(c)) for c in _slopes(argument)), 0.0)


def _slopes(argument: sp.Expr) -> list[sp.Expr]:
    return [c for s in argument.free_symbols for c in [argument.coeff(s)] if c.is_number] or [sp.S.One]
