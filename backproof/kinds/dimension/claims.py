"""A dimension's claim as plain data: the question's entries, and each certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backproof.answer import Claim
from backproof.spaces.described.common_functions import in_common_functions
from backproof.spaces.described.plain_data import conditions_data, plain_data, side_data, solutions_data
from backproof.spaces.descriptions.functions.equations import equation_of
from backproof.spaces.descriptions.functions.several_variables import products_of, several_of
from backproof.spaces.descriptions.over_reals.real_parts import real_parts_of, shown_elements
from backproof.spaces.descriptions.pairs import read_pair
from backproof.spaces.descriptions.quotients import read_quotient
from backproof.spaces.descriptions.reading import read_described
from backproof.spaces.language.readings import parameters_of
from backproof.spaces.language.result import Case, Dimension, Nested, Translation
from backproof.spaces.language.syntax import Node, to_text


def dimension_claim(found: Dimension) -> Claim:
    """Claim the dimension of a space, with whatever certificates it has."""
    source = found.source
    data = {
        "space": source.kind,
        "items": [_listed(item) for item in source.items],
        "name": source.name,
        "names": [element.name.text for element in found.given],
        "coordinates": [coordinate.text for coordinate in found.coordinates],
        "variables": list(source.variables),
        "domain": list(source.domain),
        "dimension": found.dimension,
        "columns": list(found.columns),
        "pivots": list(found.pivots),
    }
    whole = data | _field(found) | dict(_certificates(found)) | dict(_translation(found))
    return Claim("dimension", {key: in_common_functions(value) for key, value in whole.items()})


def _field(found: Dimension) -> dict[str, int]:
    """The characteristic of the field, if it is not that of the real numbers; of C, 0."""
    scalars = found.source.scalars
    return {"prime": int(scalars[1:]) if scalars.startswith("F") else 0} if scalars else {}


def _translation(found: Dimension) -> Iterator[tuple[str, object]]:
    """Yield the lines of a description as they are printed, and the description for the verifier."""
    yield "squares", [step.latex for step in found.steps if step.rule == "sum of squares"]
    if said := found.translation:
        elements = [f"{e.name.latex} = {e.latex}" for e in said.elements]
        yield "described", _described(found, said)
        yield "lines", [said.definition.latex, said.general.latex, *(x.latex for x in said.lines), *elements]
        if said.sort in ("conditions", "kernel", "image"):
            own = plain_data(read_described(said.described))
            yield "translation", own | {"elements": [e.text for e in said.elements]}
        elif said.sort == "pair" and (pair := read_pair(said.described)) is not None:
            yield "sides", [side_data(side) for side in pair.sides]
        elif said.sort == "quotient" and (quotient := read_quotient(said.described)) is not None:
            yield "quotient", side_data(quotient.part)
        elif said.sort == "equation" and (asked := equation_of(said.described)) is not None:
            yield "equation", solutions_data(asked, [line.text for line in said.lines[1:]])
        elif said.sort in ("general solution", "initial values"):
            asked = equation_of(said.described)
            if asked is not None:
                yield "conditions", conditions_data(asked, said.general.text, found.source.variables)
        else:
            yield from _of_elements(found, said)


def _described(found: Dimension, said: Translation) -> dict[str, Any]:
    """Count what the page states of a description."""
    return {
        "sort": said.sort,
        "has_unknown": bool(said.general.latex),
        "given": len(found.given),
        "coordinates": len(found.coordinates),
        "lines": len(said.lines),
        "elements": len(said.elements),
    }


def _of_elements(found: Dimension, said: Translation) -> Iterator[tuple[str, object]]:
    """Yield what listed functions and complex elements are, for the verifier."""
    if (parts := real_parts_of(said.described)) is not None:
        yield "real_parts", {"elements": shown_elements(parts), "variable": parts.variable}
    elif (several := several_of(said.described)) is not None:
        functions = [to_text(f) for f in several.functions]
        basis = [to_text(product) for product in products_of(said.general.text)]
        listed = {"variables": list(several.variables), "functions": functions, "basis": basis}
        yield "coordinates_in", listed
    elif said.sort == "functions" and found.source.scalars == "C":
        asked = equation_of(said.described)
        if asked is not None:
            functions = [to_text(_by_exp(node)) for node in asked.functions]
            yield "complex_functions", {"functions": functions, "variable": asked.variable}


def _by_exp(node: Node) -> Node:
    """The formula with exp(x) for e**x."""
    children = tuple(map(_by_exp, node.children))
    if node.kind == "power" and (children[0].kind, children[0].value) == ("name", "e"):
        return Node("call", "exp", children[1:], node.column)
    return replace(node, children=children)


def _certificates(found: Dimension) -> Iterator[tuple[str, object]]:
    """Yield the cases of the parameters, the elimination, and the proofs of both bounds."""
    if found.cases or (not found.source.scalars and parameters_of(found.source)):
        yield "cases", [_case(case) for case in found.cases]
    if found.matrix_text:
        yield "matrix", _rows(found.matrix_text)
        yield "reduced", _rows(found.reduced_text)
        yield "operations", [[o.kind, o.target, o.source, o.factor] for o in found.operations]
    if found.source.kind in ("null_space", "homogeneous_system"):
        yield "basis", [list(element.entries) for element in found.basis]
    elif found.source.kind != "intersection":
        yield "relations", [[r.index, [list(term) for term in r.coefficients]] for r in found.relations]
    if minor := found.certificate.minor:
        yield "minor", {"rows": list(minor.rows), "columns": list(minor.columns)}
    if (factors := found.certificate.factorisation) and found.pivots:
        yield "factorisation", {"C": _rows(factors.left_text), "R": _rows(factors.right_text)}


def _rows(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [list(row) for row in rows]


def _case(case: Case) -> dict[str, Any]:
    return {
        "condition": case.condition.text,
        "dimension": case.dimension,
        "samples": [[list(pair) for pair in sample] for sample in case.samples],
    }


def _listed(item: Nested) -> Any:
    return item if isinstance(item, str) else [_listed(part) for part in item]
