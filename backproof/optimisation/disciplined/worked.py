"""The worked answer for convexity of a formula in matrices: each part with its rule, and witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sympy

from backproof.answer import Check, Latex
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import names_in, sizes, variables
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import to_latex
from backproof.optimisation import shown
from backproof.optimisation.disciplined.addends import Addend
from backproof.optimisation.disciplined.decision import NEITHER, Decision
from backproof.optimisation.disciplined.evidence import midpoints
from backproof.optimisation.disciplined.instances import Instance
from backproof.optimisation.disciplined.node import AFFINE, CONSTANT, Node
from backproof.optimisation.printing import formula_latex, formula_text
from backproof.optimisation.shown import Shown
from backproof.optimisation.worked import Line, Stated, Worked, exact_check


def work(found: Decision, around: Mapping[str, Any], task: Mapping[str, Any]) -> Worked:
    """Write the derivation of a decision."""
    nodes = tuple(_steps(found.node)) if found.node else ()
    modulus = _stated_modulus(found)
    lines = [_node_line(node) for node in nodes]
    if found.hessian is not None:
        lines.append(shown.line("hessian", _part(found.hessian), word=found.curvature))
    lines += _strength_lines(found, modulus)
    for key, instance in _witnesses(found):
        lines.append(_instance_line(key, instance, found))
    domain = tuple(_domain(found.node)) if found.node else ()
    return Worked(
        kind="matrix_convexity",
        task={**task, "domain": tuple(item.latex for item in domain), "curvature": found.curvature},
        lines=tuple(lines),
        results=tuple(_results(found, modulus)),
        checks=tuple(_checks(found)),
        data={
            **around,
            "definition": to_text(found.whole),
            "wrt": list(found.names),
            "curvature": found.curvature,
            "domain": [[to_text(part), kind] for part, kind in (found.node.domain if found.node else ())],
            "nodes": [[to_text(node.part), node.curvature] for node in nodes],
            "hessian": to_text(found.hessian) if found.hessian is not None else "",
            "strict": [to_text(part) for part in found.strength.strict],
            "witnesses": {key: _instance_data(instance) for key, instance in _witnesses(found)},
        },
        asked=shown.said(
            shown.called("f", _part(found.whole)),
            *(shown.name(letter_latex(name)) for name in found.names),
            *domain,
        ),
    )


def _witnesses(found: Decision) -> list[tuple[str, Instance]]:
    named = (("above", found.above), ("below", found.below), ("flat", found.flat))
    return [(key, instance) for key, instance in named if instance]


def _instance_data(instance: Instance) -> dict[str, Any]:
    return {
        "sizes": dict(instance.sizes),
        "constants": dict(instance.constants),
        "ends": [dict(end) for end in instance.ends],
        "values": [formula_text(value) for value in instance.values],
    }


def _steps(node: Node) -> Iterator[Node]:
    """Yield the parts that need a reason, in order of evaluation, each once."""
    seen: set[Expression] = set()

    def visit(at: Node) -> Iterator[Node]:
        for inner in at.of:
            yield from visit(inner)
        if at.curvature != CONSTANT and at.rule != "variable" and at.part not in seen:
            seen.add(at.part)
            yield at

    found = list(visit(node))
    # That a sum of affine parts is affine is said of the largest such part alone.
    inner_affine = {child.part for at in found if at.curvature == AFFINE for child in at.of}
    return iter([at for at in found if at.curvature != AFFINE or at.part not in inner_affine])


def _part(part: Expression) -> Shown:
    return Shown(to_latex(part), (to_text(part),))


def _node_line(node: Node) -> Line:
    return shown.line(f"node {node.rule}", _part(node.part), word=node.curvature)


def _domain(node: Node) -> Iterator[Shown]:
    for part, kind in node.domain:
        sign = {"positive": ">", "nonnegative": r"\ge", "definite": r"\succ"}[kind]
        yield shown.related(_part(part), sign, shown.number(0))


def _modulus(found: Decision) -> Any:
    """Return 2 c added up over the addends c |x - a|^2; None if there is none."""
    if not found.strength.moduli:
        return None
    return sympy.simplify(sympy.Add(*(2 * _factor(addend) for addend in found.strength.moduli)))


def _factor(addend: Addend) -> Any:
    """Return the product of an addend's factors as a formula of sympy."""
    value = sympy.S.One
    for factor, is_times in addend.factors:
        names = {name: sympy.Symbol(name, positive=True) for name in names_in(factor)}
        exact = sympy.sympify(to_text(factor), names)
        value = value * exact if is_times else value / exact
    return value


def _strength_lines(found: Decision, modulus: Stated | None) -> Iterator[Line]:
    if not found.is_strict:
        return
    rule = "strong" if found.strength.is_strong else "strict"
    names = shown.listed(shown.name(letter_latex(name)) for name in found.names)
    if found.strength.along:
        along = shown.listed(map(_part, found.strength.along))
        strict = shown.listed(map(_part, found.strength.strict))
        yield shown.line("jointly strict", names, along, strict, word=found.curvature)
        return
    stated = () if modulus is None else (modulus,)
    yield shown.line(rule, *map(_part, found.strength.strict), names, stated=stated, word=found.curvature)


def _stated_modulus(found: Decision) -> Stated | None:
    """State the modulus, with the letters of the formula."""
    modulus = _modulus(found)
    if modulus is None:
        return None
    known = {variable.name: variable for variable in variables(found.whole)}
    text, shapes = formula_text(modulus), {str(s): "" for s in modulus.free_symbols if str(s) in known}
    return Stated("m", Latex("m"), to_latex(parse(text, shapes, sizes=sizes(found.whole))), text)


def _instance_line(key: str, instance: Instance, found: Decision) -> Line:
    """Return the line of a segment: the numbers, its ends, and the three values."""
    given = [shown.called(n, shown.number(size)) for n, size in instance.sizes.items()]
    given += [_constant(n, x) for n, x in instance.constants.items()]
    ends = [shown.listed((_constant(n, x) for n, x in end.items()), r",\; ") for end in instance.ends]
    names = ("first", "second", "middle")
    stated = tuple(
        Stated(name, Latex(f"f_{{{i}}}"), formula_latex(x), formula_text(x))
        for i, (name, x) in enumerate(zip(names, instance.values, strict=True), 1)
    )
    mean = sympy.simplify((instance.values[0] + instance.values[1]) / 2)
    first = shown.listed(given, r",\; ")
    return shown.line(key, first, *ends, shown.number(mean), stated=stated, word=found.curvature)


def _constant(name: str, value: Any) -> Shown:
    return shown.called(letter_latex(name), shown.matrix(value))


def _results(found: Decision, modulus: Stated | None) -> Iterator[Stated]:
    def said(word: str) -> Stated:
        return Stated("f", Latex("f"), Latex(""), "", word)

    if found.curvature == NEITHER:
        yield said("neither convex nor concave")
        return
    yield said(found.curvature)
    if found.strength.is_strong:
        yield said(f"strongly {found.curvature}")
    elif found.is_strict:
        yield said(f"strictly {found.curvature}")
    elif found.flat:
        is_single = not found.flat.sizes and not found.flat.constants
        yield said(f"not strictly {found.curvature}" + ("" if is_single else " in general"))
    if modulus is not None:
        yield replace(modulus, word="modulus")


def _checks(found: Decision) -> Iterator[Check]:
    for key, instance in _witnesses(found):
        low, high, middle = (sympy.N(x, 30) for x in instance.values)
        gap = middle - (low + high) / 2
        holds = {"above": gap > 0, "below": gap < 0, "flat": abs(gap) < 1e-20}[key]
        yield exact_check("values on a segment", key, [] if holds else [gap])
    if found.curvature != NEITHER:
        yield midpoints(found)
