"""The package's single entry point: plain data in, a dimension with its proof out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backproof.spaces.described.listed_part import listed_part
from backproof.spaces.descriptions.functions.equations import complex_functions
from backproof.spaces.fields.scalars import (
    Scalars,
    coordinates_over,
    is_complex,
    is_rationals,
    over_rationals,
    over_scalars,
    read_scalars,
    variables_beside_unit,
)
from backproof.spaces.language.reading import read_name, unknown_key
from backproof.spaces.language.readings import with_readings
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear import vectors
from backproof.spaces.linear.columns import Columns
from backproof.spaces.linear.polynomials import polynomial_columns
from backproof.spaces.linear.systems import unknowns_beside
from backproof.spaces.proved.descriptions import by_initial_values, described, functions
from backproof.spaces.proved.lists import (
    column_space,
    homogeneous_system,
    intersection,
    intersection_of,
    matrices,
    null_space,
    polynomials,
    proved,
    row_space,
    span,
    subspace_sum,
    sum_of,
)

Part = Mapping[str, object]


def _name(part: Part, key: str, default: str) -> str:
    """The name under a key, which is printed as a symbol; `default` if it is absent."""
    stated = part.get(key)
    return read_name(stated, key) if stated else default


def _over(part: Part, key: str, scalars: Scalars) -> Dimension:
    """A span or a space of solutions over another field than the real numbers."""
    if key == "space":
        return described(part[key], scalars)
    if key in ("sum", "intersection"):
        return proved((sum_of if key == "sum" else intersection_of)(part[key], scalars))
    variables = _names(part.get("variables", ()))
    if key == "homogeneous_system":
        own = variables or (() if scalars.prime else unknowns_beside(part[key], "i"))
        columns, unknowns = vectors.homogeneous_columns(part[key], own)
        return proved(over_scalars(columns, scalars, unknowns))
    if key == "polynomials":
        own = variables or variables_beside_unit(part[key], scalars)
        return proved(over_scalars(polynomial_columns(part[key], own), scalars))
    if key == "functions" and scalars.name == "C":
        return by_initial_values(complex_functions(part[key], _variable(part)))
    if key not in _OVER_FIELDS:
        refuse(f"{key} over {scalars.name}", expected=f"one of {', '.join((*_OVER_FIELDS, *_DESCRIBED))}")
    named = (_name(part, "name", "A"),) if key in _NAMED else ()
    columns = _OVER_FIELDS[key](part[key], *named)
    return proved(over_scalars(columns, scalars, coordinates_over(columns) if key == "null_space" else ()))


_DESCRIBED = ("sum", "intersection", "polynomials", "functions", "homogeneous_system", "space")
_NAMED = ("column_space", "row_space", "null_space")
_OVER_FIELDS: dict[str, Callable[..., Columns]] = {
    "span": vectors.span_columns,
    "matrices": vectors.matrices_columns,
    "column_space": vectors.column_space_columns,
    "row_space": vectors.row_space_columns,
    "null_space": vectors.null_space_columns,
}


def _variable(part: Part) -> str:
    """The one variable of functions, under either key; "" if none is given."""
    listed = _names(part.get("variables", ()))
    return _name(part, "variable", "") or (listed[0] if len(listed) == 1 else "")


def _names(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


_KINDS: dict[str, Callable[[Part], Dimension]] = {
    "span": lambda part: span(part["span"]),
    "column_space": lambda part: column_space(part["column_space"], _name(part, "name", "A")),
    "row_space": lambda part: row_space(part["row_space"], _name(part, "name", "A")),
    "null_space": lambda part: null_space(part["null_space"], _name(part, "name", "A")),
    "sum": lambda part: subspace_sum(part["sum"]),
    "intersection": lambda part: intersection(part["intersection"]),
    "matrices": lambda part: matrices(part["matrices"]),
    "homogeneous_system": lambda part: homogeneous_system(
        part["homogeneous_system"], _names(part.get("variables", ()))
    ),
    "polynomials": lambda part: polynomials(part["polynomials"], _names(part.get("variables", ()))),
    "space": lambda part: described(part["space"]),
    "functions": lambda part: functions(
        part["functions"], part.get("domain"), _variable(part), _names(part.get("variables", ()))
    ),
}


def dimension(part: Part) -> Dimension:
    """The space that a part of the term file specifies by its single key from `_KINDS`.

    Other keys (id, title, points, name, domain, variables) are read where they apply. Raises InputError.

    >>> found = dimension({"span": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]})
    >>> found.dimension, [vector.text for vector in found.basis], found.passed
    (2, ['[1, 2, 3]', '[4, 5, 6]'], True)
    >>> [relation.text for relation in found.relations]
    ['v3 = 2*v2 - v1']

    Functions are read on a domain, and a matrix may contain symbols, by whose values the cases differ:

    >>> dimension({"functions": ["1", "cos(2*x)", "cos(x)**2"], "domain": ["-pi", "pi"]}).dimension
    2
    >>> for case in dimension({"null_space": [[1, "a"], ["a", 1]]}).cases:
    ...     print(case.condition.text, case.dimension)
    a != 1, a != -1 0
    a = 1 1
    a = -1 1
    """
    if (listed := listed_part(part)) is not None:
        is_over_c = "field" not in listed and is_complex(listed)
        return dimension(listed | ({"field": "C"} if is_over_c else {}))
    asked = [key for key in part if key in _KINDS]
    if not asked:
        raise unknown_key(next(iter(part), ""), _KINDS)
    if len(asked) > 1:
        refuse(f"{' and '.join(asked)} stand in one part", expected="one space")
    scalars = read_scalars(str(part["field"])) if part.get("field") else None
    if scalars is not None:
        return with_readings(_over(part, asked[0], scalars))
    is_rational = bool(part.get("field")) and is_rationals(str(part["field"]))
    is_described = asked[0] == "space" and is_rational
    found = described(part["space"], rational=True) if is_described else _KINDS[asked[0]](part)
    if is_rational:
        found = over_rationals(found)
    return with_readings(found, _names(part.get("variables", ())))
