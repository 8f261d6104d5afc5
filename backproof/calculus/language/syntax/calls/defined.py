"""Calls of functions that are written with others: their values, options and reductions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from backproof.calculus.language.expression import Number
from backproof.calculus.language.syntax.calls.argument import Argument
from backproof.calculus.language.syntax.calls.idioms import Idioms
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.definition import REDUCTIONS, Definition
from backproof.calculus.primitives.definitions import DEFINITION
from backproof.calculus.spelling.dialect import Dialect
from backproof.calculus.spelling.token import Token
from backproof.calculus.spelling.tokens import Source

_NO_OPTIONS: Mapping[str, Expression] = MappingProxyType({})
_BOUNDS = MappingProxyType({"lower": ("min", "a_min", "lo"), "upper": ("max", "a_max", "hi")})
_COUNTS = MappingProxyType({1: "one argument", 2: "two arguments", 3: "three arguments"})


def _of_definition(outer: Dialect) -> Dialect:
    """Return the conventions of a definition's formula, where vectors are spread as in the text around it."""
    return replace(Source("").dialect(()), first_axis=outer.first_axis, is_numpy=outer.is_numpy)


class Defined(Idioms):
    """The grammar of calls of definitions."""

    def of_definition(self, name: Token, definition: Definition, arguments: Sequence[Argument]) -> Expression:
        """Construct the call of a definition: its values, then its options by their place or their names."""
        if definition.of_vectors:
            axes = [one for one in arguments if one.name in ("dim", "axis")]
            if any(one.text not in ("0", "-1", "") for one in axes):
                self.fail(
                    axes[0].token, f"{name.text} of rows is not in the language", "it is that of vectors"
                )
            arguments = [one for one in arguments if one.name not in ("dim", "axis", "eps")]
        if definition.name == "heaviside" and len(arguments) == 2 and arguments[1].text == "1/2":
            arguments = arguments[:1]
        kept, reduction = self._reduction(definition, arguments)
        count, names = len(definition.parameters), list(definition.options)
        placed = [one for one in kept if not one.name]
        given = dict(zip(names, placed[count:], strict=False)) | {
            one.name: replace(one, name="") for one in kept if one.name in names
        }
        used = [*placed[:count], *given.values()]
        values = [self.value_of(name, one) for one in placed[:count]]
        if len(used) < len(kept):
            values += [self.value_of(name, one) for one in kept if one.name not in names][count:]
        options = {option: self.value_of(name, one) for option, one in given.items()}
        if definition.of_vectors and any(self.knows(one) and one.shape[1] != 1 for one in values):
            self.fail(name, f"{name.text} of a matrix is not in the language", "it is that of vectors")
        return self.defined(name, definition, values, options, reduction)

    def clipped(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """Construct `clip(x, a, b)`, where a bound may be left out, None or infinite."""
        value, *rest = arguments
        bounds = dict(zip(_BOUNDS, [one for one in rest if not one.name], strict=False))
        for one in rest[len(bounds) :]:
            bound = next((bound for bound, names in _BOUNDS.items() if one.name in names), "")
            if not bound or bound in bounds:
                self.value_of(name, one)
                self.fail(one.token, f"{name.text} takes two bounds", "as in clip(x, 0, 1)")
            bounds[bound] = replace(one, name="")
        given = {bound: one for bound, one in bounds.items() if one.word not in ("None", "inf")}
        if not given:
            self.fail(name, f"{name.text} needs a bound", "as in clip(x, 0, 1)")
        kind = "clip" if len(given) == 2 else "maximum" if "lower" in given else "minimum"
        values = [
            self.value_of(name, one) for one in (value, *(given[one] for one in _BOUNDS if one in given))
        ]
        return self.defined(name, DEFINITION[kind], values)

    def _reduction(self, definition: Definition, arguments: Sequence[Argument]) -> tuple[list[Argument], str]:
        """Return the arguments without `reduction=...`, and that reduction."""
        stated = [one for one in arguments if one.name == "reduction" and definition.is_loss]
        rest = [one for one in arguments if one not in stated]
        found = stated[0].word if stated else "mean"
        if found not in REDUCTIONS:
            self.fail(stated[0].token, f"there is no reduction '{found}'", "as in reduction='sum'")
        return rest, found

    def defined(
        self,
        name: Token,
        definition: Definition,
        operands: Sequence[Expression],
        options: Mapping[str, Expression] = _NO_OPTIONS,
        reduction: str = "mean",
    ) -> Expression:
        """Read a definition's formula with its parameters as the operands; faults are located at the call."""
        wanted = definition.parameters
        if len(operands) != len(wanted):
            self.fail(name, f"{name.text} takes {_COUNTS[len(wanted)]}", f"as in {definition.example}")
        if definition.numbers_last and isinstance(operands[0], Number):
            operands = operands[::-1]
        tokens = Source(definition.written(reduction)).tokens()
        inner = [Token(one.kind, one.text, name.start, name.start) for one in tokens]
        outer = self.tokens, self.at, self.parameters, self.dialect, self.bars
        self.tokens, self.at, self.dialect, self.bars = inner, 0, _of_definition(self.dialect), []
        settings = {key: Number(Fraction(number)) for key, number in definition.options.items()} | {**options}
        self.parameters = {**dict(zip(wanted, operands, strict=True)), **settings}
        found = self.expression(0)
        self.tokens, self.at, self.parameters, self.dialect, self.bars = outer
        return found
