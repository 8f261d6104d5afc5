"""Pieces of NumPy code that know how they share: what is used twice gets a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

WIDTH = 92
SHORTEST_NAMED = 12
ENTRYWISE = ("{} * {}", "{} / {}")
TEMPORARIES = ("u", "v", "s", "t", "w", "g", "c")


class Binding(IntEnum):
    """How tightly a piece of Python holds together."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True, eq=False)
class Op:
    """An operation on other pieces: a format string, how tightly it binds, how tightly they must.

    `trivial` pieces (names, numbers, transposes) are repeated rather than named.
    """

    template: str
    operands: tuple[Op, ...] = ()
    binding: Binding = Binding.ATOM
    needs: tuple[Binding, ...] = ()
    trivial: bool = False
    hint: str = ""


@dataclass
class Ops:
    """A store in which equal pieces are one object."""

    known: dict[tuple[str, tuple[int, ...]], Op] = field(default_factory=dict)

    def make(
        self,
        template: str,
        *operands: Op,
        binding: Binding = Binding.ATOM,
        needs: tuple[Binding, ...] = (),
        trivial: bool = False,
        hint: str = "",
    ) -> Op:
        """The piece of this template over these operands."""
        key = template, tuple(map(id, operands))
        if key not in self.known:
            self.known[key] = Op(template, operands, binding, needs, trivial, hint)
        return self.known[key]

    def name(self, text: str) -> Op:
        """A name, a number or another piece that stands for itself."""
        return self.make(text.replace("{", "{{").replace("}", "}}"), trivial=True)

    def call(self, template: str, *operands: Op, hint: str = "") -> Op:
        """A function of the operands: `np.exp({})`."""
        return self.make(template, *operands, hint=hint)

    def transpose(self, operand: Op) -> Op:
        """`operand.T`, or the operand of a transpose."""
        if operand.template == "{}.T":
            return operand.operands[0]
        return self.make("{}.T", operand, needs=(Binding.ATOM,), trivial=operand.trivial)

    def sum(self, left: Op, right: Op, sign: str) -> Op:
        """`left + right`, `left - right`."""
        needs = (Binding.SUM, Binding.PRODUCT)
        return self.make("{} " + sign + " {}", left, right, binding=Binding.SUM, needs=needs)

    def product(self, left: Op, right: Op, sign: str) -> Op:
        """`left * right`, `left / right`, `left @ right`."""
        needs = (Binding.PRODUCT, Binding.SIGN)
        return self.make("{} " + sign + " {}", left, right, binding=Binding.PRODUCT, needs=needs)

    def negative(self, operand: Op) -> Op:
        """`-operand`; of an entrywise product `-left * right`, as Python reads it anyway."""
        if operand.template in ENTRYWISE:
            return self.make("-{}", operand, binding=Binding.PRODUCT, needs=(Binding.PRODUCT,))
        return self.make("-{}", operand, binding=Binding.SIGN, needs=(Binding.SIGN,), trivial=operand.trivial)

    def opposite(self, operand: Op) -> Op:
        """`-operand`, or without its minus sign an operand that has one."""
        if operand.template == "-{}":
            return operand.operands[0]
        if operand.template in ENTRYWISE and operand.operands[0].template == "-{}":
            first, other = operand.operands
            return self.product(first.operands[0], other, operand.template[3])
        return self.negative(operand)

    def power(self, base: Op, exponent: str) -> Op:
        """`base**exponent`."""
        template = "{}**" + exponent
        return self.make(template, base, binding=Binding.POWER, needs=(Binding.ATOM,))


@dataclass
class Writer:
    """Writes statements: shared pieces and long lines get names on the way."""

    taken: set[str]
    lines: list[str] = field(default_factory=list)
    names: dict[Op, str] = field(default_factory=dict)
    uses: dict[Op, int] = field(default_factory=dict)
    preferred: dict[Op, str] = field(default_factory=dict)

    def count(self, roots: Iterable[Op]) -> None:
        """Count how often each piece is used."""
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
        """The statement `name = ...`; the piece is known by that name from then on."""
        self.taken.add(name)
        text = self.text(op)
        if text != name:
            self.lines.append(f"{name} = {text}")
        self.names.setdefault(op, name)

    def text(self, op: Op, room: int = WIDTH) -> str:
        """The piece's code, after statements for what has to be named first."""
        self._prepare(op)
        while len(text := self._written(op)) > room and (part := self._longest_part(op)) is not None:
            self.assign(self._fresh(part), part)
        return text

    def _prepare(self, op: Op) -> None:
        """Statements for the shared pieces below, innermost first."""
        for operand in op.operands:
            if operand not in self.names:
                self._prepare(operand)
                if self.uses.get(operand, 0) > 1 and not operand.trivial:
                    self.assign(self._fresh(operand), operand)

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
        """The longest piece of at most half the text, to be named so that the line gets shorter."""
        most = len(self._written(op)) * 0.6
        parts = [part for part in self._below(op) if len(self._written(part)) <= most]
        best = max(parts, key=lambda part: len(self._written(part)), default=None)
        return best if best and len(self._written(best)) >= SHORTEST_NAMED else None

    def _below(self, op: Op) -> list[Op]:
        found: list[Op] = []
        for operand in op.operands:
            if operand not in self.names and not operand.trivial:
                found += [operand, *self._below(operand)]
        return found

    def _fresh(self, op: Op) -> str:
        """The name the piece is wanted by, or one not taken: its own suggestion, a letter, a numbered one."""
        if op in self.preferred:
            return self.preferred[op]
        numbered = (f"t{i}" for i in range(1, 10_000))
        for name in (*([op.hint] if op.hint else []), *TEMPORARIES):
            if name not in self.taken:
                return name
        return next(name for name in numbered if name not in self.taken)
