"""The package's single entry point: plain data in, a dimension with its proof out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from backproof.spaces.checking.verify import judged
from backproof.spaces.described.initial_values import initial_values, with_functions
from backproof.spaces.described.listed_part import listed_part
from backproof.spaces.described.pairs import Solve, pair_data
from backproof.spaces.described.quotients import quotient_part, with_cosets
from backproof.spaces.described.several_variables import coordinates_part, with_members
from backproof.spaces.described.side_conditions import conditions_part, with_solutions
from backproof.spaces.described.translated import Translated, translated, with_elements, with_translation
from backproof.spaces.descriptions.ambient import VECTORS
from backproof.spaces.descriptions.description import Described
from backproof.spaces.descriptions.functions.equations import (
    Equation,
    complex_functions,
    equation_of,
    with_parameters,
)
from backproof.spaces.descriptions.functions.several_variables import Several, several_variables
from backproof.spaces.descriptions.pairs import SUM, Pair, read_pair
from backproof.spaces.descriptions.questions.wording import canonical
from backproof.spaces.descriptions.quotients import Quotient, quotient_over, read_quotient
from backproof.spaces.descriptions.reading import read_described, stated_over
from backproof.spaces.exact.counted_work import limited
from backproof.spaces.exact.exact import UndecidedError
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
from backproof.spaces.functions.function_span import functions_span
from backproof.spaces.functions.functions import read_functions
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.reading import read_name, read_text, unknown_key
from backproof.spaces.language.readings import with_readings
from backproof.spaces.language.result import Dimension, Formula
from backproof.spaces.language.spelling.typed_lists import field_behind
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear import subspaces, vectors
from backproof.spaces.linear.columns import Columns, span_of
from backproof.spaces.linear.polynomials import polynomial_columns
from backproof.spaces.linear.systems import unknowns_beside
from backproof.spaces.parameters.parameter_cases import with_cases
from backproof.spaces.parameters.undecided import open_dimension
from backproof.spaces.withdrawn import withdrawn

Part = Mapping[str, object]


def span(data: object) -> Dimension:
    """The span of vectors: `[[1, -2, 2], [2, -2, 4]]`; entries are integers or text such as "1/2" and "t"."""
    return _proved(_spanned(vectors.span_columns(data)))


def _spanned(columns: Columns) -> Dimension:
    """The span of columns, with a case distinction if there are symbols."""
    try:
        return _limited(lambda: _with_cases_of_span(columns), columns.matrix)
    except UndecidedError as doubt:
        return open_dimension(columns, doubt, False)


def _with_cases_of_span(columns: Columns) -> Dimension:
    return with_cases(
        span_of(columns),
        columns.matrix,
        False,
        lambda m: _proved(_spanned(vectors.numeric_columns(m, columns))),
    )


def _limited(compute: Callable[[], Dimension], matrix: Matrix) -> Dimension:
    """A limited computation with a matrix; fractions need no limit, as their elimination is fast."""
    return compute() if all(x.is_Rational for row in matrix for x in row) else limited(compute)


def column_space(matrix: object, name: str = "A") -> Dimension:
    """The column space of a matrix given by its rows."""
    return _proved(_spanned(vectors.column_space_columns(matrix, name)))


def row_space(matrix: object, name: str = "A") -> Dimension:
    """The row space of a matrix given by its rows; the basis is chosen from the rows."""
    return _proved(_spanned(vectors.row_space_columns(matrix, name)))


def null_space(matrix: object, name: str = "A") -> Dimension:
    """The null space of a matrix, with its special solutions as the basis."""
    return _proved(_solved(vectors.null_space_columns(matrix, name)))


def _solved(columns: Columns, unknowns: tuple[Formula, ...] = ()) -> Dimension:
    try:
        return _limited(lambda: _with_cases_of_solutions(columns, unknowns), columns.matrix)
    except UndecidedError as doubt:
        return open_dimension(columns, doubt, True)


def _with_cases_of_solutions(columns: Columns, unknowns: tuple[Formula, ...]) -> Dimension:
    return with_cases(
        vectors.null_space_of(columns, unknowns),
        columns.matrix,
        True,
        lambda m: null_space(vectors.entries(m), columns.source.name or "A"),
    )


def homogeneous_system(equations: object, variables: tuple[str, ...] = ()) -> Dimension:
    """The solution space of linear equations such as "x + 2*y = z", or of a matrix given by its rows."""
    if isinstance(equations, list | tuple) and equations and isinstance(equations[0], list | tuple):
        return null_space(equations)
    return _proved(_solved(*vectors.homogeneous_columns(equations, variables)))


def subspace_sum(data: object) -> Dimension:
    """U + W, each given by spanning vectors: `[[u1, u2], [w1, w2]]`."""
    return _proved(_sum_of(data))


def _sum_of(data: object, scalars: Scalars | None = None) -> Dimension:
    span = _spanned if scalars is None else partial(over_scalars, scalars=scalars)
    found = span(subspaces.sum_columns(data))
    if found.dimension is not None and (scalars or not subspaces.has_symbols(data)):
        common = _proved(_intersection_of(data, scalars))
        if common.dimension is not None:
            sides = subspaces.sides(data, span) if scalars else subspaces.sides(data)
            found = subspaces.with_formula(found, (*map(judged, sides), common))
    return found


def intersection(data: object) -> Dimension:
    """The intersection of U and W, each given by spanning vectors; symbols are rejected."""
    return _proved(_intersection_of(data))


def _intersection_of(data: object, scalars: Scalars | None = None) -> Dimension:
    if scalars is not None:
        spans = subspaces.parts(data, partial(over_scalars, scalars=scalars))
        found = subspaces.intersection_of(data, tuple(map(judged, spans)), scalars.simplify)
        return replace(found, source=replace(found.source, scalars=scalars.name))
    try:
        return _limited(lambda: _intersected(data), subspaces.sum_columns(data).matrix)
    except UndecidedError as doubt:
        return subspaces.open_intersection(data, doubt)


def _intersected(data: object) -> Dimension:
    spans = tuple(judged(part) for part in subspaces.parts(data))
    return subspaces.intersection_of(data, spans)


def matrices(data: object) -> Dimension:
    """The span of matrices of one size, each given by its rows."""
    return _proved(_spanned(vectors.matrices_columns(data)))


def polynomials(data: object, variables: tuple[str, ...] = ()) -> Dimension:
    """The span of polynomials in any number of variables; other names are parameters."""
    return _proved(_spanned(polynomial_columns(data, variables)))


def described(text: object, scalars: Scalars | None = None, *, rational: bool = False) -> Dimension:
    """A space as it is described: "{p in P4 : p(1) = 0}", "ker(p -> p' on P3)", "symmetric 3x3 matrices".

    Over the stated scalars, or the rational numbers; else over the field that the description names.
    """
    said = canonical(read_text(text, "the space"))
    stated = "Q" if rational else scalars.name if scalars else ""
    if (equation := equation_of(said)) is not None:
        _require_reals(scalars, "an equation for functions")
        return _with_conditions(equation) if equation.conditions else _by_initial_values(equation)
    if not stated and (cut := field_behind(said)) is not None:
        return described(cut[0], read_scalars(cut[1]), rational=is_rationals(cut[1]))
    if (pair := read_pair(said)) is not None:
        over = scalars or read_scalars(pair.ambient.scalars)
        return _described_pair(pair, over, stated)
    if (quotient := read_quotient(said)) is not None:
        return _quotient(quotient, scalars or read_scalars(quotient.whole.scalars), stated)
    asked = read_described(said)
    field = scalars or read_scalars(asked.ambient.scalars)
    _require_unit(asked, field)
    own = stated_over(asked, stated)
    found = translated(own)
    core = _in_coordinates(found, field)
    core = over_rationals(core) if own.ambient.scalars == "Q" else core
    return _proved(with_translation(core, own, found.translation))


def _require_reals(scalars: Scalars | None, said: str) -> None:
    if scalars is not None and scalars.name != "C":
        refuse(f"{said} over {scalars.name}", expected="the real numbers")


def _by_initial_values(asked: Equation) -> Dimension:
    """Solutions of an equation, or functions with parameters, as vectors of their initial values."""
    found = initial_values(asked)
    columns = replace(vectors.span_columns(found.vectors), space=found.space)
    core = over_scalars(columns, Scalars("C", 0)) if asked.is_complex else _spanned(columns)
    return _proved(with_elements(core, None, with_functions(found, core)))


def _with_conditions(asked: Equation) -> Dimension:
    """Solutions of an equation with initial or boundary conditions, by equations of their coefficients."""
    part = conditions_part(asked)
    core = _in_coordinates(part, None)
    return _proved(with_elements(core, None, with_solutions(part.translation, core, asked)))


def _described_pair(pair: Pair, scalars: Scalars | None, stated: str) -> Dimension:
    """U + W or the intersection, by vectors that span each."""
    first, second = (stated_over(side, stated) for side in pair.sides)
    own = replace(pair, sides=(first, second))
    data, translation = pair_data(own, _solver(scalars) if scalars else vectors.null_space_of)
    found = (_sum_of if pair.kind == SUM else _intersection_of)(data, scalars)
    found = over_rationals(found) if own.ambient.scalars == "Q" else found
    ambient = None if own.ambient.kind == VECTORS else own.ambient
    return _proved(with_elements(found, ambient, translation))


def _quotient(asked: Quotient, scalars: Scalars | None, stated: str) -> Dimension:
    """V/W by the image of a map with kernel W; the cosets at the pivots are a basis."""
    own = quotient_over(asked, stated)
    _require_unit(own.part, scalars)
    part = quotient_part(own, _solver(scalars), scalars.simplify) if scalars else quotient_part(own)
    core = _in_coordinates(part, scalars)
    core = over_rationals(core) if own.whole.scalars == "Q" else core
    return _proved(with_elements(core, None, with_cosets(part.translation, core, own)))


def _solver(scalars: Scalars) -> Solve:
    return lambda columns, unknowns: over_scalars(columns, scalars, unknowns)


def _require_unit(asked: Described, scalars: Scalars | None) -> None:
    """Refuse i in conditions if the field does not have it."""
    if asked.has_unit and (scalars is None or scalars.prime):
        hint = "say the field: P_3(C), C^2, or another letter for a real number"
        refuse("i may be the imaginary unit", hint=hint)


def _in_coordinates(asked: Translated, scalars: Scalars | None) -> Dimension:
    """The solutions of equations of the coordinates, or the span of images."""
    columns, unknowns = _columns(asked)
    own = replace(columns, space=asked.space)
    if scalars is not None:
        return over_scalars(own, scalars, unknowns)
    return _solved(own, unknowns) if unknowns else _spanned(own)


def _columns(asked: Translated) -> tuple[Columns, tuple[Formula, ...]]:
    """The columns of coordinates; for equations, their unknowns as well."""
    if asked.key == "homogeneous_system":
        return vectors.homogeneous_columns(asked.data, asked.variables)
    if asked.key == "polynomials":
        return polynomial_columns(asked.data, asked.variables), ()
    read = vectors.matrices_columns if asked.key == "matrices" else vectors.span_columns
    return read(asked.data), ()


def functions(
    data: object, domain: object = None, variable: str = "", variables: tuple[str, ...] = ()
) -> Dimension:
    """The span of functions of one variable on a domain such as ["-pi", "pi"] or "(0, oo)", or of several.

    Other names than that of the variable, by default x or t, are parameters.
    """
    if not (variable or domain) and (several := several_variables(data, variables)) is not None:
        return _by_coordinates(several)
    if asked := with_parameters(data, variable):
        return _by_initial_values(asked)
    return _proved(functions_span(read_functions(data, domain, variable)))


def _by_coordinates(asked: Several) -> Dimension:
    """Functions of several variables as vectors of coordinates in products that are independent."""
    part = coordinates_part(asked)
    core = _in_coordinates(part, None)
    return _proved(with_elements(core, None, with_members(part.translation, core, asked)))


def _proved(dimension: Dimension) -> Dimension:
    """The dimension with its evidence; if a check contradicts the number, bounds take its place."""
    found = judged(dimension)
    return found if found.passed or found.dimension is None else withdrawn(found)


def _name(part: Part, key: str, default: str) -> str:
    """The name under a key, which is printed as a symbol; `default` if it is absent."""
    stated = part.get(key)
    return read_name(stated, key) if stated else default


def _over(part: Part, key: str, scalars: Scalars) -> Dimension:
    """A span or a space of solutions over another field than the real numbers."""
    if key == "space":
        return described(part[key], scalars)
    if key in ("sum", "intersection"):
        return _proved((_sum_of if key == "sum" else _intersection_of)(part[key], scalars))
    variables = _names(part.get("variables", ()))
    if key == "homogeneous_system":
        own = variables or (() if scalars.prime else unknowns_beside(part[key], "i"))
        columns, unknowns = vectors.homogeneous_columns(part[key], own)
        return _proved(over_scalars(columns, scalars, unknowns))
    if key == "polynomials":
        own = variables or variables_beside_unit(part[key], scalars)
        return _proved(over_scalars(polynomial_columns(part[key], own), scalars))
    if key == "functions" and scalars.name == "C":
        return _by_initial_values(complex_functions(part[key], _variable(part)))
    if key not in _OVER_FIELDS:
        refuse(f"{key} over {scalars.name}", expected=f"one of {', '.join((*_OVER_FIELDS, *_DESCRIBED))}")
    named = (_name(part, "name", "A"),) if key in _NAMED else ()
    columns = _OVER_FIELDS[key](part[key], *named)
    return _proved(over_scalars(columns, scalars, coordinates_over(columns) if key == "null_space" else ()))


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


KINDS: dict[str, Callable[[Part], Dimension]] = {
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
    """The space that a part of the term file specifies by its single key from `KINDS`.

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
    asked = [key for key in part if key in KINDS]
    if not asked:
        raise unknown_key(next(iter(part), ""), KINDS)
    if len(asked) > 1:
        refuse(f"{' and '.join(asked)} stand in one part", expected="one space")
    scalars = read_scalars(str(part["field"])) if part.get("field") else None
    if scalars is not None:
        return with_readings(_over(part, asked[0], scalars))
    is_rational = bool(part.get("field")) and is_rationals(str(part["field"]))
    is_described = asked[0] == "space" and is_rational
    found = described(part["space"], rational=True) if is_described else KINDS[asked[0]](part)
    if is_rational:
        found = over_rationals(found)
    return with_readings(found, _names(part.get("variables", ())))
