"""Spaces as they are described, in coordinates, with the proof and the elements translated back."""

from __future__ import annotations

from dataclasses import replace

from backproof.spaces.described.complex_elements.real_parts import real_part, with_complex_elements
from backproof.spaces.described.initial_values import initial_values, with_functions
from backproof.spaces.described.pairs import Solve, pair_data
from backproof.spaces.described.quotients import quotient_part, with_cosets
from backproof.spaces.described.several_variables import coordinates_part, with_members
from backproof.spaces.described.side_conditions import conditions_part, with_solutions
from backproof.spaces.described.translated import Translated, translated, with_elements, with_translation
from backproof.spaces.descriptions.ambient import VECTORS
from backproof.spaces.descriptions.description import Described
from backproof.spaces.descriptions.functions.equations import Equation, equation_of, with_parameters
from backproof.spaces.descriptions.functions.several_variables import Several, several_variables
from backproof.spaces.descriptions.over_reals.real_parts import RealParts, real_parts_of
from backproof.spaces.descriptions.pairs import SUM, Pair, pair_over, read_pair
from backproof.spaces.descriptions.questions.wording import canonical
from backproof.spaces.descriptions.quotients import Quotient, quotient_over, read_quotient
from backproof.spaces.descriptions.reading import read_described, stated_over
from backproof.spaces.fields.scalars import Scalars, is_rationals, over_rationals, over_scalars, read_scalars
from backproof.spaces.functions.function_span import functions_span
from backproof.spaces.functions.functions import read_functions
from backproof.spaces.language.reading import read_text
from backproof.spaces.language.result import Dimension, Formula
from backproof.spaces.language.spelling.typed_lists import field_behind
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear import vectors
from backproof.spaces.linear.columns import Columns
from backproof.spaces.linear.polynomials import polynomial_columns
from backproof.spaces.proved.lists import intersection_of, proved, solved, spanned, sum_of


def described(text: object, scalars: Scalars | None = None, *, rational: bool = False) -> Dimension:
    """A space as it is described: "{p in P4 : p(1) = 0}", "ker(p -> p' on P3)", "symmetric 3x3 matrices".

    Over the stated scalars, or the rational numbers; else over the field that the description names.
    """
    said = canonical(read_text(text, "the space"))
    if (parts := real_parts_of(said)) is not None:
        return _by_real_parts(parts)
    stated = "Q" if rational else scalars.name if scalars else ""
    if (equation := equation_of(said)) is not None:
        _require_reals(scalars, "an equation for functions")
        return _with_conditions(equation) if equation.conditions else by_initial_values(equation)
    if not stated and (cut := field_behind(said)) is not None:
        return described(cut[0], read_scalars(cut[1]), rational=is_rationals(cut[1]))
    if (pair := read_pair(said)) is not None:
        return _described_pair(pair_over(pair, stated))
    if (quotient := read_quotient(said)) is not None:
        return _quotient(quotient_over(quotient, stated))
    asked = read_described(said)
    field = scalars or read_scalars(asked.ambient.scalars)
    _require_unit(asked, field)
    own = stated_over(asked, stated)
    found = translated(own)
    core = _in_coordinates(found, field)
    core = over_rationals(core) if own.ambient.scalars == "Q" else core
    return proved(with_translation(core, own, found.translation))


def _by_real_parts(asked: RealParts) -> Dimension:
    """Complex elements over the real numbers, as vectors of real and imaginary parts."""
    part = real_part(asked)
    core = _in_coordinates(part, None)
    return proved(with_elements(core, None, with_complex_elements(part.translation, core, asked)))


def _require_reals(scalars: Scalars | None, said: str) -> None:
    if scalars is not None and scalars.name != "C":
        refuse(f"{said} over {scalars.name}", expected="the real numbers")


def by_initial_values(asked: Equation) -> Dimension:
    """Solutions of an equation, or functions with parameters, as vectors of their initial values."""
    found = initial_values(asked)
    columns = replace(vectors.span_columns(found.vectors), space=found.space)
    core = over_scalars(columns, Scalars("C", 0)) if asked.is_complex else spanned(columns)
    return proved(with_elements(core, None, with_functions(found, core)))


def _with_conditions(asked: Equation) -> Dimension:
    """Solutions of an equation with initial or boundary conditions, by equations of their coefficients."""
    part = conditions_part(asked)
    core = _in_coordinates(part, None)
    return proved(with_elements(core, None, with_solutions(part.translation, core, asked)))


def _described_pair(own: Pair) -> Dimension:
    """U + W or the intersection, by vectors that span each."""
    scalars = read_scalars(own.ambient.scalars)
    for side in own.sides:
        _require_unit(side, scalars)
    data, translation = pair_data(own, _solver(scalars) if scalars else vectors.null_space_of)
    found = (sum_of if own.kind == SUM else intersection_of)(data, scalars)
    found = over_rationals(found) if own.ambient.scalars == "Q" else found
    ambient = None if own.ambient.kind == VECTORS else own.ambient
    return proved(with_elements(found, ambient, translation))


def _quotient(own: Quotient) -> Dimension:
    """V/W by the image of a map with kernel W; the cosets at the pivots are a basis."""
    scalars = read_scalars(own.whole.scalars)
    _require_unit(own.part, scalars)
    part = quotient_part(own, _solver(scalars), scalars.simplify) if scalars else quotient_part(own)
    core = _in_coordinates(part, scalars)
    core = over_rationals(core) if own.whole.scalars == "Q" else core
    return proved(with_elements(core, None, with_cosets(part.translation, core, own)))


def _solver(scalars: Scalars) -> Solve:
    return lambda columns, unknowns: over_scalars(columns, scalars, unknowns)


def _require_unit(asked: Described, scalars: Scalars | None) -> None:
    """Refuse i in conditions if the field does not have it."""
    if asked.has_unit and scalars is not None and scalars.prime:
        refuse(f"i is no number of {scalars.name}", expected="whole numbers, and fractions of units")
    if asked.has_unit and scalars is None and asked.ambient.is_over and asked.ambient.argument:
        refuse("i in a condition on real polynomials", expected="p(a + b*i) = 0 at most")
    if asked.has_unit and scalars is None:
        hint = "say the field: P_3(C), P_3(R), C^2, or another letter for a real number"
        refuse("i may be the imaginary unit", hint=hint)


def _in_coordinates(asked: Translated, scalars: Scalars | None) -> Dimension:
    """The solutions of equations of the coordinates, or the span of images."""
    columns, unknowns = _columns(asked)
    own = replace(columns, space=asked.space)
    if scalars is not None:
        return over_scalars(own, scalars, unknowns)
    return solved(own, unknowns) if unknowns else spanned(own)


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
        return by_initial_values(asked)
    return proved(functions_span(read_functions(data, domain, variable)))


def _by_coordinates(asked: Several) -> Dimension:
    """Functions of several variables as vectors of coordinates in products that are independent."""
    part = coordinates_part(asked)
    core = _in_coordinates(part, None)
    return proved(with_elements(core, None, with_members(part.translation, core, asked)))
