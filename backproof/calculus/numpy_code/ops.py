"""NumPy operations as a shared graph: an operation that is used twice gets a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain, count

from backproof.calculus.primitives.elementwise import PRIMITIVES

WIDTH = 79
INDENT = 4
_SHORTEST_NAMED = 12
_NUMBER = re.compile(r"-?\.?\d[\d.e+/-]*")
_ENTRYWISE = ("{} * {}", "{} / {}")
_TEMPORARIES = ("u", "v", "s", "t", "w", "g", "c")
_MATRICES = ("U", "V", "P", "M", "S", "Q", "G")
OUTER = "np.outer({}, {})"
# Ufuncs copy broadcast operands through a buffer if rows are shorter than about 2700 entries; einsum
# does not, and takes half the time.
QUICK_OUTER = 'np.einsum("ik,jk->ij", {}, {})'
_TURNED_SUMS = {
    "np.sum({}, axis=0, keepdims=True)": "np.sum({}, axis=1, keepdims=True)",
    "np.sum({}, axis=1, keepdims=True)": "np.sum({}, axis=0, keepdims=True)",
}
_ENTRYWISE_CALLS = {
    *(primitive.numpy for primitive in PRIMITIVES),
    *(primitive.numpy.replace("-{}", "{}") for primitive in PRIMITIVES),
}
_TURNED_ALIKE = ("np.sum({})", "np.trace({})", "np.linalg.norm({})", "np.linalg.det({})")


class Binding(IntEnum):
    """Binding strength of Python code."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True, eq=False)
class Op:
    """An operation: a format string for its operands, its binding strength, and those they need.

    `trivial` operations (names, numbers, transposes) are repeated rather than named.
    """

    template: str
    operands: tuple[Op, ...] = ()
    binding: Binding = Binding.ATOM
    needs: tuple[Binding, ...] = ()
    trivial: bool = False
    hint: str = ""


@dataclass
class Ops:
    """A store in which equal operations are one object, some of them known to be matrices or numbers."""

    known: dict[tuple[str, tuple[int, ...]], Op] = field(default_factory=dict)
    matrices: set[Op] = field(default_factory=set)
    scalars: set[Op] = field(default_factory=set)
    outer_call: str = OUTER

    def make(
        self,
        template: str,
        *operands: Op,
        binding: Binding = Binding.ATOM,
        needs: tuple[Binding, ...] = (),
        trivial: bool = False,
        hint: str = "",
    ) -> Op:
        """Return the operation with this template and these operands."""
        key = template, tuple(map(id, operands))
        if key not in self.known:
            found = self.known[key] = Op(template, operands, binding, needs, trivial, hint)
            if not operands and _NUMBER.fullmatch(template):
                self.scalars.add(found)
        return self.known[key]

    def name(self, text: str) -> Op:
        """Return the operation for a name, a number or any other literal text."""
        return self.make(text.replace("{", "{{").replace("}", "}}"), trivial=True)

    def call(self, template: str, *operands: Op, hint: str = "") -> Op:
        """Return a call such as `np.exp({})`, with a transpose of the operand dropped or moved outside."""
        turned = self.untransposed(operands[0]) if len(operands) == 1 else None
        if turned and template in _TURNED_ALIKE:
            return self.make(template, turned, hint=hint)
        if turned and template in _TURNED_SUMS:
            return self.transpose(self.make(_TURNED_SUMS[template], turned))
        if turned and template in _ENTRYWISE_CALLS:
            return self.transpose(self.make(template, turned, hint=hint))
        return self.make(template, *operands, hint=hint)

    def untransposed(self, op: Op) -> Op | None:
        """Return the operation before the transpose, keeping a scalar factor; None if it is no transpose."""
        if op.template == "{}.T":
            return op.operands[0]
        if op.template in _ENTRYWISE and any(side in self.scalars for side in op.operands):
            both = self._both_untransposed(*op.operands)
            return self.product(*both, op.template[3]) if both else None
        return None

    def _both_untransposed(self, left: Op, right: Op) -> tuple[Op, Op] | None:
        """Return both operands before a common transpose; one of them may be a number."""
        sides = [op if op in self.scalars else self.untransposed(op) for op in (left, right)]
        if (left in self.scalars and right in self.scalars) or sides[0] is None or sides[1] is None:
            return None
        return sides[0], sides[1]

    def outer(self, column: Op, row: Op) -> Op:
        """Return the outer product of a column and a row; np.outer flattens both, einsum takes columns."""
        if self.outer_call == OUTER:
            return self.make(OUTER, upright(column), upright(row))
        return self.make(self.outer_call, column, self.transpose(row))

    def transpose(self, operand: Op) -> Op:
        """Return `operand.T`, or the operand of a transpose."""
        if operand.template == "{}.T":
            return operand.operands[0]
        if operand.template == "{} @ {}" and any(side.template == "{}.T" for side in operand.operands):
            left, right = operand.operands
            return self.product(self.transpose(right), self.transpose(left), "@")
        return self.make("{}.T", operand, needs=(Binding.ATOM,), trivial=operand.trivial)

    def sum(self, left: Op, right: Op, sign: str) -> Op:
        """Return `left + right` or `left - right`."""
        if both := self._both_untransposed(left, right):
            return self.transpose(self.sum(*both, sign))
        needs = (Binding.SUM, Binding.PRODUCT)
        return self.make("{} " + sign + " {}", left, right, binding=Binding.SUM, needs=needs)

    def product(self, left: Op, right: Op, sign: str) -> Op:
        """Return `left * right`, `left / right`, `left @ right`; elementwise ones move inside a transpose."""
        scaled = left in self.scalars or right in self.scalars
        if sign != "@" and not scaled and (both := self._both_untransposed(left, right)):
            return self.transpose(self.product(*both, sign))
        needs = (Binding.PRODUCT, Binding.SIGN)
        return self.make("{} " + sign + " {}", left, right, binding=Binding.PRODUCT, needs=needs)

    def negative(self, operand: Op) -> Op:
        """Return `-operand`; for an elementwise product `-left * right`, as Python parses it anyway."""
        if turned := self.untransposed(operand):
            return self.transpose(self.negative(turned))
        if operand.template in _ENTRYWISE:
            return self.make("-{}", operand, binding=Binding.PRODUCT, needs=(Binding.PRODUCT,))
        return self.make("-{}", operand, binding=Binding.SIGN, needs=(Binding.SIGN,), trivial=operand.trivial)

    def opposite(self, operand: Op) -> Op:
        """Return `-operand`, or the operand without its minus sign if it has one."""
        if operand.template == "-{}":
            return operand.operands[0]
        if operand.template in _ENTRYWISE and operand.operands[0].template == "-{}":
            first, other = operand.operands
            return self.product(first.operands[0], other, operand.template[3])
        return self.negative(operand)

    def power(self, base: Op, exponent: str) -> Op:
        """Return `base**exponent`."""
        template = "{}**" + exponent
        if turned := self.untransposed(base):
            return self.transpose(self.power(turned, exponent))
        return self.make(template, base, binding=Binding.POWER, needs=(Binding.ATOM,))


@dataclass
class Writer:
    """Writes statements; shared operations and parts of long lines are assigned to names on the way."""

    taken: set[str]
    matrices: set[Op] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    names: dict[Op, str] = field(default_factory=dict)
    uses: dict[Op, int] = field(default_factory=dict)
    preferred: dict[Op, str] = field(default_factory=dict)

    def count(self, roots: Iterable[Op]) -> None:
        """Count how often each operation is used."""
        stack, seen = list(roots), set(self.uses)
        for root in stack:
            self.uses[root] = self.uses.get(root, 0) + 1
        while stack:
            op = stack.pop()
            if op in seen:
                continue
            seen.add(op)
            for operand in op.operands:
                self.uses[operand] = self.uses.get(operand, 0) + 1
                stack.append(operand)

    def assign(self, name: str, op: Op) -> None:
        """Write the statement `name = ...`; the operation is referred to by that name from then on."""
        self.taken.add(name)
        text = self.text(op, f"{name} = ")
        if text != name:
            self.lines.append(f"{name} = {text}")
        self.names.setdefault(op, name)

    def text(self, op: Op, before: str = "") -> str:
        """Return the operation's code to follow `before`, first writing statements for parts to be named."""
        self._prepare(op)
        width = WIDTH - INDENT - len(before)
        while len(text := self._written(op)) > width and (part := self._longest_part(op)) is not None:
            self.assign(self._fresh(part), part)
        return text

    def _prepare(self, op: Op) -> None:
        """Write statements for the shared operands, innermost first."""
        for operand in op.operands:
            if operand not in self.names:
                self._prepare(operand)
                part = operand.operands[0] if operand.template == "{}.T" else operand
                if self.uses.get(operand, 0) > 1 and not part.trivial and part not in self.names:
                    self.assign(self._fresh(part), part)

    def _written(self, op: Op) -> str:
        if op in self.names:
            return self.names[op]
        needs = op.needs or (Binding.SUM,) * len(op.operands)
        return op.template.format(
            *(self._within(operand, need) for operand, need in zip(op.operands, needs, strict=True))
        )

    def _within(self, op: Op, need: Binding) -> str:
        text = self._written(op)
        return text if op in self.names or op.binding >= need else f"({text})"

    def _longest_part(self, op: Op) -> Op | None:
        """Return the longest part of at most 60% of the text, to be named so that the line gets shorter."""
        most = len(self._written(op)) * 0.6
        parts = [part for part in self._below(op) if len(self._written(part)) <= most]
        best = max(parts, key=lambda part: len(self._written(part)), default=None)
        return best if best and len(self._written(best)) >= _SHORTEST_NAMED else None

    def _below(self, op: Op) -> list[Op]:
        found: list[Op] = []
        for operand in op.operands:
            if operand not in self.names and not operand.trivial:
                found += [operand, *self._below(operand)]
        return found

    def _fresh(self, op: Op) -> str:
        """Return the operation's preferred name, or a free one: its hint, a letter, a numbered letter."""
        if op in self.preferred:
            return self.preferred[op]
        letters = _MATRICES if op in self.matrices else _TEMPORARIES
        numbered = (f"{letters[3]}{i}" for i in count(1))
        return next(
            name for name in chain(filter(None, [op.hint]), letters, numbered) if name not in self.taken
        )


def reachable(roots: Iterable[Op]) -> set[Op]:
    """Return all operations that the given ones depend on, including themselves."""
    stack, seen = list(roots), set[Op]()
    while stack:
        op = stack.pop()
        if op not in seen:
            seen.add(op)
            stack.extend(op.operands)
    return seen


def upright(op: Op) -> Op:
    """Return the operand of a transpose, for uses in which rows and columns are equivalent."""
    return op.operands[0] if op.template == "{}.T" else op
