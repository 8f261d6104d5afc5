"""Hypotheses as people write them: "Q: orthogonal", "n >= k", "t >= 0", "sum(t) == 1"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain

import numpy as np

from backproof.calculus.checking.points.parametrised import Values, worlds
from backproof.calculus.checking.verify import holds
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.evaluation.properties import has_properties
from backproof.calculus.evaluation.size_bounds import Bound, size_bounds
from backproof.calculus.identities.hypotheses.ranges import Range, ranges_of
from backproof.calculus.identities.hypotheses.relation import Relation, read_relation
from backproof.calculus.identities.hypotheses.satisfied import undrawn, values_for
from backproof.calculus.identities.hypotheses.wording import declared, equations_of, properties_of, separate
from backproof.calculus.language.expression import (
    PROPERTIES,
    ROWS_SUM_TO_1,
    SUMS_TO_1,
    Eye,
    MatMul,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Transpose,
    Variable,
)
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.traversal import sizes, substitute, variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import length
from backproof.calculus.spelling.names import plain_name
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

# The identity, the mark of a transpose and functions, which are no variables of a hypothesis.
_MARKS = ("I", "T", "eye", "norm", "inner", "sum", "rowsum", "ones", "axis", "np", "i", "j")
_SIZES = ("m", "n")


@dataclass(frozen=True)
class Given:
    """Hypotheses: properties, equations and inequalities with values for them, and bounds of sizes."""

    texts: tuple[str, ...] = ()
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    equations: tuple[Relation, ...] = ()
    values: tuple[Values, ...] = ()
    bounds: tuple[Bound, ...] = ()
    inequalities: tuple[Relation, ...] = ()
    ranges: tuple[Range, ...] = ()

    @property
    def words(self) -> dict[str, str]:
        """The properties of each variable as one text."""
        return {name: ", ".join(dict.fromkeys(words)) for name, words in self.properties.items()}


def read_given(
    texts: Sequence[str],
    shapes: Mapping[str, str],
    properties: Mapping[str, str | Iterable[str]],
    functions: Sequence[Function] = (),
) -> Given:
    """Read hypotheses, which join the declared properties; InputError for what can't be read or drawn."""
    texts = tuple(chain.from_iterable(map(separate, texts)))
    found = {name: (words,) if isinstance(words, str) else tuple(words) for name, words in properties.items()}
    equations: list[Relation] = []
    bounds, others = _told_apart(texts, shapes, found)
    for text in others:
        relation = read_relation(text, shapes, found, functions)
        if about_one := _as_property(relation):
            found[about_one[0]] = (*found.get(about_one[0], ()), about_one[1])
        else:
            equations.append(relation)
    read = [read_relation(relation.text, shapes, found, functions) for relation in equations]
    known = [relation for relation in read if relation.sign == "=="]
    inequalities = tuple(relation for relation in read if relation.sign != "==")
    sides = [side for relation in known for side in (relation.left, relation.right)]
    bounds = list(dict.fromkeys((*bounds, *(bound for side in sides for bound in size_bounds(side)))))
    _require_joint(found, shapes)
    values = tuple(map(values_for, known))
    taken = frozenset(str(key) for of in values for key in of)
    ranges = ranges_of(_put_in(inequalities, values), taken)
    values = (*values, *(item.values for item in ranges))
    given = Given(texts, found, tuple(known), values, tuple(bounds), inequalities, ranges)
    for relation in known:
        if not holds(relation.left, relation.right, bounds=bounds, equations=given.values).passed:
            raise undrawn(relation)
    _require_joint(found, shapes, given.values)
    return given


def _told_apart(
    texts: Sequence[str], shapes: Mapping[str, str], found: dict[str, tuple[str, ...]]
) -> tuple[list[Bound], list[str]]:
    """Add the properties that hypotheses state to those found; return bounds of sizes, and all others."""
    bounds: list[Bound] = []
    others: list[str] = []
    sizes = {size.strip() for shape in shapes.values() for size in re.split(r"[,*+]", shape)}
    for text in _stated(texts, shapes):
        if about := declared(text):
            names, words = about
            for name in names:
                stated = _properties(name, words, shapes)
                others += [f"sum({name}) == 1" for word in stated if word == SUMS_TO_1]
                found[name] = (*found.get(name, ()), *(word for word in stated if word != SUMS_TO_1))
        elif bound := _bound(text, sizes):
            bounds.append(bound)
        elif sign := _signed(text, shapes):
            found[sign[0]] = (*found.get(sign[0], ()), sign[1])
        else:
            others.append(text)
    return bounds, others


def _put_in(inequalities: Sequence[Relation], values: Sequence[Values]) -> list[Relation]:
    """Put the numbers that equations define into inequalities, and state that those of a sign have it."""
    of = {key: value for items in values for key, value in items.items() if _is_number(key)}
    zero = Number(Fraction(0))
    signs = {"positive": ">", "nonnegative": ">="}
    stated = [
        Relation(key, sign, zero, (str(key), "0"))
        for key in of
        for word, sign in signs.items()
        if isinstance(key, Variable) and word in key.properties
    ]
    found = [*inequalities, *stated]
    for _ in of:
        found = [
            replace(item, left=substitute(item.left, of), right=substitute(item.right, of)) for item in found
        ]
    return found


def _is_number(key: Expression) -> bool:
    return isinstance(key, Variable) and key.is_scalar


def _stated(texts: Sequence[str], shapes: Mapping[str, str]) -> Iterator[str]:
    """Yield what hypotheses state, one by one: declarations as they are, and the relations of a chain."""
    for text in texts:
        if declared(text):
            yield text
        else:
            yield from equations_of(text, shapes)


def stated_properties(
    texts: Sequence[str], properties: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """Return properties with those that hypotheses state; InputError for a hypothesis of another kind."""
    found = {name: tuple(words) for name, words in properties.items()}
    for text in chain.from_iterable(map(separate, texts)):
        typed = re.findall(r"[^\W\d]\w*", re.sub("[ᵀ⁰-⁹²³¹]", " ", text))
        names = {*typed, *map(plain_name, typed)}
        if about := declared(text):
            for name in about[0]:
                known = _properties(name, about[1], dict.fromkeys(names, ""))
                found[name] = (*found.get(name, ()), *known)
        elif sign := _signed(text, dict.fromkeys(names, "")):
            found[sign[0]] = (*found.get(sign[0], ()), sign[1])
        elif stated := _property_of_equation(text, names):
            found[stated[0]] = (*found.get(stated[0], ()), stated[1])
        else:
            message = f"this hypothesis states no property of a variable: {text}"
            hint = 'leave it out, as the derivative holds without it, or state one: "Q: orthogonal", "t > 0"'
            raise InputError(Diagnostic(message, hint=hint))
    return found


def _property_of_equation(text: str, names: Iterable[str]) -> tuple[str, str] | None:
    """Return the variable and the property that an equation such as Q^T Q = I states, whatever the shapes."""
    sizes = re.findall(r"ones\((\w+)\)", text)
    bases = {re.split("[_ᵢⱼₖ]", name)[0] for name in names} - {*_MARKS, *_SIZES, *sizes}
    for matrix in ("m,n", "n,n", *([",".join(reversed(sizes))] if len(sizes) == 2 else [])):
        shapes = {name: matrix if name[0].isupper() else "n" for name in bases}
        with suppress(InputError):
            relation = read_relation(text, shapes, {}, ())
            if stated := _as_property(relation) or _as_sum(relation):
                return stated
    return None


def _properties(name: str, text: str, shapes: Mapping[str, str]) -> list[str]:
    """Return the properties that words state; InputError for others, and for a name without a shape."""
    if name not in shapes:
        message = f"a hypothesis is about '{name}', which has no shape"
        raise InputError(Diagnostic(message, hint=did_you_mean(name, shapes)))
    known = []
    for part in re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", text):
        stated = properties_of(part)
        if not stated:
            near = None if part.lower().startswith("not ") else did_you_mean(part.lower(), PROPERTIES)
            hint = near or "one of " + ", ".join(PROPERTIES)
            raise InputError(Diagnostic(f"'{part}' is not a property of a variable ('{name}')", hint=hint))
        known += stated
    return known


def _bound(text: str, sizes: set[str]) -> Bound | None:
    """Return a bound "n >= k" of sizes; None for any other relation."""
    found = re.fullmatch(r"\s*(\w+)\s*(>=|<=|>|<|≥|≤)\s*(\w+)\s*", text)
    if not found or not all(side in sizes or side.isdigit() for side in (found[1], found[3])):
        return None
    if found[1].isdigit() and found[3].isdigit():
        return None
    left, right = (int(side) if side.isdigit() else side for side in (found[1], found[3]))
    larger, smaller = (left, right) if found[2] in (">=", ">", "≥") else (right, left)
    bound: tuple[Size, Size] = larger, smaller
    return bound


def _signed(text: str, shapes: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the variable and the property of "t >= 0" or "0 < t"; None for any other relation."""
    found = re.fullmatch(r"\s*\\?([^\W\d]\w*)\s*(>=|>|≥)\s*0\s*", text)
    turned = re.fullmatch(r"\s*0\s*(<=|<|≤)\s*\\?([^\W\d]\w*)\s*", text)
    name, sign = (found[1], found[2]) if found else (turned[2], turned[1]) if turned else ("", "")
    name = plain_name(name)
    if name not in shapes:
        return None
    return name, "positive" if sign in (">", "<") else "nonnegative"


def _as_property(relation: Relation) -> tuple[str, str] | None:  # noqa: PLR0911 (one per form)
    """Return the variable and the property that an equation states; None if it states none."""
    sides = ((relation.left, relation.right), (relation.right, relation.left))
    for left, right in sides if relation.sign == "==" else ():
        match left, right:
            case MatMul(Transpose(Variable(name)), Variable(other)), Eye() if name == other:
                return name, "orthogonal" if left.shape == _shape(left) else "orthonormal columns"
            case MatMul(Variable(name), Transpose(Variable(other))), Eye() if name == other and _is_square(
                left
            ):
                return name, "orthogonal"
            case MatMul(Variable(name), Variable(other)), Variable(third) if name == other == third:
                return name, "idempotent"
            case Transpose(Variable(name)), Variable(other) if name == other:
                return name, "symmetric"
            case (Transpose(Variable(name)), Negate(Variable(other))) | (
                Negate(Transpose(Variable(name))),
                Variable(other),
            ) if name == other:
                return name, "skew-symmetric"
            case Reduce("norm", Variable(name)), Number(value) if value == 1:
                return name, "unit"
            case Power(Reduce("norm", Variable(name)), exponent), Number(value) if (
                value == 1 and exponent == 2
            ):
                return name, "unit"
            case MatMul(Transpose(Variable(name)), Variable(other)), Number(value) if (
                value == 1 and name == other
            ):
                return name, "unit"
    return None


def _as_sum(relation: Relation) -> tuple[str, str] | None:
    """Return the variable and the property that an equation about the sums of its entries states."""
    sides = ((relation.left, relation.right), (relation.right, relation.left))
    for left, right in sides if relation.sign == "==" else ():
        match left, right:
            case (Reduce("sum", Variable(name) as of), Number(value)) | (
                MatMul(Transpose(Ones()), Variable(name) as of)
                | MatMul(Transpose(Variable(name) as of), Ones()),
                Number(value),
            ) if value == 1 and of.shape[1] == 1:
                return name, SUMS_TO_1
            case (Structural("rowsum", Variable(name)) | MatMul(Variable(name), Ones()), Ones()):
                return name, ROWS_SUM_TO_1
    return None


def _shape(product: MatMul) -> tuple[Size, Size]:
    """Return the shape that Q has if Q^T Q is as large as Q Q^T."""
    return product.right.shape[0], product.right.shape[0]


def _is_square(product: MatMul) -> bool:
    return product.left.shape[0] == product.left.shape[1]


def _require_joint(
    properties: Mapping[str, Sequence[str]], shapes: Mapping[str, str], equations: Sequence[Values] = ()
) -> None:
    """Refuse properties of a variable if no values are known that have all of them, under the equations."""
    valued = {str(key) for values in equations for key in values}
    for name, words in properties.items():
        if (len(set(words)) > 1 and not equations) or name in valued:
            variable = parse(name, shapes, properties)
            if not all(has_properties(value, words) for value in _drawn_values(variable, equations)):
                raise _no_values(name, words, bool(equations))


def _no_values(name: str, words: Sequence[str], has_equations: bool) -> InputError:
    if has_equations:
        message = f"no values of {name} are known that satisfy the equations and are " + " and ".join(words)
        return InputError(Diagnostic(message, expected="hypotheses on different variables"))
    message = f"no values of {name} are known that are " + " and ".join(words)
    expected = "properties that can be drawn together, such as symmetric and orthogonal"
    return InputError(Diagnostic(message, expected=expected))


def _drawn_values(variable: Expression, equations: Sequence[Values]) -> Iterator[Array]:
    """Yield values of a variable in each of the worlds that a claim about it is tested in."""
    rng = np.random.default_rng(3)
    for world in worlds([variable, *(key for values in equations for key in values)], equations):
        value = substitute(variable, world)
        # Those of the equations' other sides are drawn by their own properties.
        value = substitute(value, worlds([value])[0])
        lengths = {str(size): 3 for size in sizes(value)}
        for _ in range(5 if equations else 1):
            drawn = {
                item.name: _drawn(item.properties, tuple(length(size, lengths) for size in item.shape), rng)
                for item in variables(value)
            }
            yield evaluate(value, drawn, lengths)


def _drawn(properties: Iterable[str], shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    is_positive = not {"positive", "nonnegative"}.isdisjoint(properties)
    drawn = rng.uniform(0.5, 2, shape) * (1 if is_positive else rng.choice((-1, 1), shape))
    if "positive definite" in properties:
        return np.asarray(drawn @ drawn.T + np.eye(shape[0]))
    return np.asarray(drawn + drawn.T if "symmetric" in properties else drawn)
