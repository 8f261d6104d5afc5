"""Hypotheses as people write them: "Q: orthogonal", "n >= k", "t >= 0", "sum(t) == 1"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from backproof.calculus.checking.parametrised import Values, commuting, orthogonal_columns, worlds
from backproof.calculus.checking.verify import holds
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.evaluation.properties import has_properties
from backproof.calculus.evaluation.size_bounds import Bound
from backproof.calculus.identities.relation import Relation, read_relation
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.expression import (
    PROPERTIES,
    Add,
    Divide,
    Eye,
    MatMul,
    Multiply,
    Negate,
    Number,
    Power,
    Reduce,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import sizes, substitute, variables
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import length
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

_DECLARED = re.compile(r"\s*(?P<names>[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)\s*:\s*(?P<words>.+?)\s*")
_WORDS = {
    "psd": "positive semidefinite", "spd": "positive definite", "pd": "positive definite",
    "semidefinite": "positive semidefinite", "definite": "positive definite", "skew": "skew-symmetric",
    "antisymmetric": "skew-symmetric", "skewsymmetric": "skew-symmetric",
    "orthonormal": "orthonormal columns",
    "orthogonal projection": "projection", "regular": "invertible", "nonsingular": "invertible",
    "unit vector": "unit", "non-negative": "nonnegative", "idempotent matrix": "idempotent",
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """Hypotheses: properties of variables, equations with values that satisfy them, and bounds of sizes."""

    texts: tuple[str, ...] = ()
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    equations: tuple[Relation, ...] = ()
    values: tuple[Values, ...] = ()
    bounds: tuple[Bound, ...] = ()

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
    found = {name: (words,) if isinstance(words, str) else tuple(words) for name, words in properties.items()}
    equations: list[Relation] = []
    bounds: list[Bound] = []
    sizes = {size.strip() for shape in shapes.values() for size in re.split(r"[,*+]", shape)}
    others: list[str] = []
    for text in texts:
        if declared := _DECLARED.fullmatch(text):
            for name in re.split(r"\s*,\s*", declared["names"]):
                found[name] = (*found.get(name, ()), *_properties(name, declared["words"], shapes))
        elif bound := _bound(text, sizes):
            bounds.append(bound)
        elif sign := _signed(text, shapes):
            found[sign[0]] = (*found.get(sign[0], ()), sign[1])
        else:
            others.append(text)
    for text in others:
        relation = read_relation(text, shapes, found, functions)
        if words := _as_property(relation):
            found[words[0]] = (*found.get(words[0], ()), words[1])
        else:
            equations.append(relation)
    known = [read_relation(relation.text, shapes, found, functions) for relation in equations]
    _require_joint(found, shapes)
    given = Given(tuple(texts), found, tuple(known), tuple(map(_values, known)), tuple(bounds))
    for relation in known:
        if not holds(relation.left, relation.right, bounds=bounds, equations=given.values).passed:
            raise _undrawn(relation)
    return given


def stated_properties(
    texts: Sequence[str], properties: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """Return properties with those that hypotheses state; InputError for a hypothesis of another kind."""
    found = {name: tuple(words) for name, words in properties.items()}
    for text in texts:
        names = {*re.findall(r"[^\W\d]\w*", text)}
        if declared := _DECLARED.fullmatch(text):
            for name in re.split(r"\s*,\s*", declared["names"]):
                known = _properties(name, declared["words"], dict.fromkeys(names, ""))
                found[name] = (*found.get(name, ()), *known)
        elif sign := _signed(text, dict.fromkeys(names, "")):
            found[sign[0]] = (*found.get(sign[0], ()), sign[1])
        else:
            message = f"this hypothesis states no property of a variable: {text}"
            raise InputError(Diagnostic(message, expected='"Q: orthogonal", "A: symmetric" or "t > 0"'))
    return found


def _properties(name: str, text: str, shapes: Mapping[str, str]) -> list[str]:
    """Return the properties that words state; InputError for others, and for a name without a shape."""
    if name not in shapes:
        message = f"a hypothesis is about '{name}', which has no shape"
        raise InputError(Diagnostic(message, hint=did_you_mean(name, shapes)))
    known = []
    for part in re.split(r"\s*,\s*|\s+and\s+", text):
        word = re.sub(
            r"^(?:symmetric )?(?=positive)|^(?:an?|the) ", "", part.strip().lower().removeprefix("is ")
        )
        word = _WORDS.get(word, word)
        if word not in PROPERTIES:
            hint = did_you_mean(word, PROPERTIES) or "one of " + ", ".join(PROPERTIES)
            raise InputError(Diagnostic(f"'{part}' is not a property of a variable ('{name}')", hint=hint))
        known.append(word)
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
    found = re.fullmatch(r"\s*([^\W\d]\w*)\s*(>=|>|≥)\s*0\s*", text)
    turned = re.fullmatch(r"\s*0\s*(<=|<|≤)\s*([^\W\d]\w*)\s*", text)
    name, sign = (found[1], found[2]) if found else (turned[2], turned[1]) if turned else ("", "")
    if name not in shapes:
        return None
    return name, "positive" if sign in (">", "<") else "nonnegative"


def _as_property(relation: Relation) -> tuple[str, str] | None:  # noqa: PLR0911 (one per form)
    """Return the variable and the property that an equation states; None if it states none."""
    for left, right in ((relation.left, relation.right), (relation.right, relation.left)):
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
            case Transpose(Variable(name)), Negate(Variable(other)) if name == other:
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


def _shape(product: MatMul) -> tuple[Size, Size]:
    """Return the shape that Q has if Q^T Q is as large as Q Q^T."""
    return product.right.shape[0], product.right.shape[0]


def _is_square(product: MatMul) -> bool:
    return product.left.shape[0] == product.left.shape[1]


def _values(relation: Relation) -> Values:
    """Return values for which an equation holds; InputError if there are no known ones."""
    sides = ((relation.left, relation.right), (relation.right, relation.left))
    for left, right in sides if relation.sign == "==" else ():
        match left, right:
            case Variable(), _ if left not in variables(right):
                return {left: right}
            case Reduce("sum", Variable() as t), Number(value) if value != 0:
                return {t: Multiply(Number(value), Divide(t, Reduce("sum", t)))}
            case MatMul(Transpose(Variable() as x), Variable() as y), Number(value) if value == 0 and x != y:
                return {y: orthogonal_columns(x, y)}
            case MatMul(Variable() as a, Variable() as b), MatMul(c, d) if a != b and (a, b) == (d, c):
                return {a: commuting(a, b)}
            case Add(Variable() as a, rest) | Add(rest, Variable() as a), _ if a not in (
                *variables(rest),
                *variables(right),
            ):
                return {a: Subtract(right, rest)}
    raise _undrawn(relation)


def _require_joint(properties: Mapping[str, Sequence[str]], shapes: Mapping[str, str]) -> None:
    """Refuse properties of a variable if no values are known that have all of them."""
    rng = np.random.default_rng(3)
    for name in (name for name, words in properties.items() if len(set(words)) > 1):
        variable = parse(name, shapes, properties)
        lengths = {str(size): 3 for size in sizes(variable)}
        for world in worlds([variable]):
            value = substitute(variable, world)
            drawn = {
                item.name: _drawn(item.properties, tuple(length(size, lengths) for size in item.shape), rng)
                for item in variables(value)
            }
            if not has_properties(evaluate(value, drawn, lengths), properties[name]):
                message = f"no values of {name} are known that are " + " and ".join(properties[name])
                expected = "properties that can be drawn together, such as symmetric and orthogonal"
                raise InputError(Diagnostic(message, expected=expected))


def _drawn(properties: Iterable[str], shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    drawn = rng.uniform(0.5, 2, shape) * (1 if "positive" in properties else rng.choice((-1, 1), shape))
    if "positive definite" in properties:
        return np.asarray(drawn @ drawn.T + np.eye(shape[0]))
    return np.asarray(drawn + drawn.T if "symmetric" in properties else drawn)


def _undrawn(relation: Relation) -> InputError:
    message = f"no values are known that satisfy the hypothesis {relation.text} with the others"
    expected = "a property, x == ..., sum(t) == 1, x.T @ y == 0, A @ B == B @ A or a sum of variables"
    return InputError(Diagnostic(message, expected=expected))
