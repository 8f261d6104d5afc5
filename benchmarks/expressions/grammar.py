"""Expressions grown at random from the whole grammar, each of the shape that is wanted."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.expressions.cases import FUNCTIONS, SCALAR, Case, Shape, text_of

SIZES = ("n", "n", "m", "k", "1", "2", "3")
# Among them are the names that a derivation would choose itself.
COLUMNS = (*"xywuvabpqrzhegd", "h1", "z1", "f", "r_bar", "beta")
SCALARS = ("c", "s", "t", "a", "b", "mu", "lam", "alpha", "F", "u1", "z_bar", "n1")
MATRICES = (*"ABCXWMSQKPUVH", "W1", "W2", "U1", "Sigma", "A_bar")
PARTS = ("z", "h", "r", "u", "w", "v", "q", "e", "y", "p", "g", "z1", "h2", "f", "F", "U", "K", "S", "R", "P")
# Variables that only say how long n, m and k are.
_SIZED: dict[str, Shape] = {"sized1": ("n", "m"), "sized2": ("k", "1")}
# What is contracted, by the indices that remain.
SIGNATURES = {
    "": ("i,i", "ij,ij", "i,ij,j", "ij,ji", "ij,jk,ki", "i,ji,j", "ij,kj,ik", "i,ij,jk,k"),
    "i": ("ij,j", "ji,j", "ij,jk,k", "kj,ij,k", "i,i", "i,ij,j"),
    "ij": ("ik,kj", "ki,kj", "ik,jk", "i,j", "ik,kl,lj", "ij,ij", "ji,ij", "jk,ki"),
}
KINDS = ("gradient",) * 6 + ("jacobian", "hessian", "hessian", "scalarvar")


@dataclass
class Grammar:
    """Draws text of a wanted shape, and remembers what it declared and named."""

    draw: random.Random
    functions: tuple[str, ...]
    shapes: dict[str, Shape] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    named: dict[str, Shape] = field(default_factory=dict)
    seen: list[tuple[str, Shape]] = field(default_factory=list)

    def often(self, probability: float) -> bool:
        """True so often."""
        return self.draw.random() < probability

    def size(self) -> str:
        """A size, symbolic or a number."""
        return self.draw.choice(SIZES)

    def text(self, shape: Shape, depth: int) -> str:
        """An expression of that shape, so deep at most."""
        if depth <= 0:
            return self.leaf(shape)
        known = [part for part, its in self.seen if its == shape]
        if known and self.often(0.15):
            return self.draw.choice(known)
        part = self.draw.choice(self.ways(shape))(shape, depth - 1)
        if self.often(0.1):
            part = self.name(part, shape)
        self.seen.append((part, shape))
        return part

    def ways(self, shape: Shape) -> Sequence[Callable[[Shape, int], str]]:
        """The productions that give this shape."""
        ways = [self.entries, self.entries, self.sum, self.sum, self.hadamard, self.product, self.scaled]
        ways += [self.quotient, self.power, self.turned, self.larger, self.chosen, self.spread]
        ways += [self.contracted]
        if shape == SCALAR:
            ways += [self.number] * 5 + [self.quadratic] * 2 + [self.summary] * 2
        if shape[1] == "1" and shape != SCALAR:
            ways += [self.column, self.column, self.product]
        if shape[0] == "1" and shape != SCALAR:
            ways += [self.row]
        if shape[0] == shape[1] and shape != SCALAR:
            ways += [self.square, self.square]
        if "*" in shape[0] and "*" in shape[1]:
            ways += [self.kronecker] * 6
        elif not {"*", "+"} & {*shape[0], *shape[1]}:
            ways += [self.blocks, self.stacked]
        if shape == SCALAR or shape in (("2", "1"), ("3", "1"), ("2", "2"), ("2", "3"), ("1", "2")):
            ways += [self.listed]
        return [*ways, self.by_row] if "1" not in shape else ways

    def leaf(self, shape: Shape) -> str:
        """A variable, a named part or a constant."""
        if self.often(0.12):
            return self.constant(shape)
        known = [name for name, its in {**self.shapes, **self.named}.items() if its == shape]
        if known and self.often(0.7):
            return self.draw.choice(known)
        if shape[0] == "1" != shape[1] and self.often(0.8):
            return f"{self.leaf((shape[1], '1'))}.T"
        return self.variable(shape)

    def variable(self, shape: Shape) -> str:
        """A new variable, sometimes with a property."""
        pool = SCALARS if shape == SCALAR else COLUMNS if shape[1] == "1" else MATRICES
        taken = {*self.shapes, *self.named, *own_names(self.functions)}
        free = [name for name in pool if name not in taken]
        name = self.draw.choice(free) if free else f"v{len(taken)}"
        self.shapes[name] = shape
        if shape[0] == shape[1] != "1" and self.often(0.3):
            self.properties[name] = self.draw.choice(["symmetric", "positive definite"])
        elif self.often(0.15):
            self.properties[name] = "positive"
        return name

    def constant(self, shape: Shape) -> str:
        """A number, ones or the identity."""
        if shape == SCALAR and self.often(0.2):
            return self.draw.choice(["pi", "n", "m", "k"])
        if shape == SCALAR:
            return self.draw.choice(["2", "1/3", "0.5", "3", "1", "10", "0.01", "-1", "1e-3", "7/5", "100"])
        if shape[0] == shape[1] and self.often(0.6):
            return f"eye({shape[0]})"
        return ones(shape)

    def name(self, part: str, shape: Shape) -> str:
        """The part with a name of its own, in a line before."""
        taken = {*self.shapes, *self.named, *own_names(self.functions)}
        free = [name for name in PARTS if name not in taken]
        if not free or part in self.named or part in self.shapes:
            return part
        name = self.draw.choice(free)
        self.lines.append(f"{name} = {part}")
        self.named[name] = shape
        return name

    def entries(self, shape: Shape, depth: int) -> str:
        """A function of one number at each entry."""
        own = sorted(own_names(self.functions))
        names = [
            "tanh",
            "arctan",
            "erf",
            "sinh",
            "cosh",
            "sin",
            "cos",
            "sigmoid",
            "softplus",
            "relu",
            "abs",
            "exp",
            "log",
            "sqrt",
        ]
        name = self.draw.choice([*names, "sign", *own * 3])
        if name in ("log", "sqrt") and self.often(0.8):
            return f"{name}({self.positive(shape, depth)})"
        return f"{name}({self.text(shape, depth)})"

    def positive(self, shape: Shape, depth: int) -> str:
        """A value above 0 in every entry."""
        inner = self.text(shape, depth - 1)
        forms = [f"exp({inner})", f"{ones(shape)} + ({inner})**2", f"softplus({inner})", f"sigmoid({inner})"]
        forms += [f"{ones(shape)} + abs({inner})", f"{ones(shape)} + exp({inner})"]
        declared = [
            n for n, its in self.shapes.items() if its == shape and self.properties.get(n) == "positive"
        ]
        if shape[1] == "1" != shape[0]:
            forms.append(f"softmax({inner})")
        return self.draw.choice([*forms, *declared])

    def sum(self, shape: Shape, depth: int) -> str:
        """A sum or difference."""
        return f"({self.text(shape, depth)} {self.draw.choice('+-')} {self.text(shape, depth)})"

    def hadamard(self, shape: Shape, depth: int) -> str:
        """A product entry by entry."""
        return f"({self.text(shape, depth)}*{self.text(shape, depth)})"

    def scaled(self, shape: Shape, depth: int) -> str:
        """A scalar times a value."""
        sides = [self.text(SCALAR, depth), self.text(shape, depth)]
        self.draw.shuffle(sides)
        return f"({sides[0]}*{sides[1]})"

    def summary(self, shape: Shape, depth: int) -> str:  # noqa: ARG002 (as all productions)
        """A mean, a variance, the largest entry or a norm by its order."""
        column, matrix = (self.size(), "1"), (self.size(), self.size())
        forms = [f"{name}({self.text(matrix, depth)})" for name in ("mean", "var", "max")]
        forms += [f"norm({self.text(column, depth)}, {order})" for order in ("1", "2", "inf", "3", "4")]
        forms.append(f"inner({self.text(column, depth)}, {self.text(column, depth)})")
        return self.draw.choice(forms)

    def larger(self, shape: Shape, depth: int) -> str:
        """The larger or smaller of two values, or one kept within bounds."""
        left = self.text(shape, depth)
        right = self.text(self.draw.choice([shape, SCALAR]), depth)
        low = self.draw.choice(["0", "-1", "-0.5"])
        return self.draw.choice(
            [f"maximum({left}, {right})", f"minimum({left}, {right})", f"clip({left}, {low}, 1)"]
        )

    def chosen(self, shape: Shape, depth: int) -> str:
        """One of two values by a comparison."""
        holds = f"{self.text(shape, depth - 1)} > {self.text(self.draw.choice([shape, SCALAR]), depth - 1)}"
        return f"where({holds}, {self.text(shape, depth)}, {self.text(shape, depth)})"

    def spread(self, shape: Shape, depth: int) -> str:
        """An array and a number, added or one the power of the other."""
        if self.often(0.3):
            return f"({self.positive(shape, depth)})**({self.text(self.draw.choice([shape, SCALAR]), depth)})"
        sides = [self.text(SCALAR, depth), self.text(shape, depth)]
        self.draw.shuffle(sides)
        return f"({sides[0]} {self.draw.choice('+-')} {sides[1]})"

    def product(self, shape: Shape, depth: int) -> str:
        """A matrix product."""
        inner = self.size()
        return f"({self.text((shape[0], inner), depth)} @ {self.text((inner, shape[1]), depth)})"

    def contracted(self, shape: Shape, depth: int) -> str:
        """A sum over indices, by the signature of `einsum`."""
        ends = "" if shape == SCALAR else "i" if shape[1] == "1" else "ij"
        if shape[0] == "1" and ends:
            return f"({self.contracted((shape[1], '1'), depth)}).T"
        lengths = {"i": shape[0], "j": shape[1]} if ends == "ij" else {"i": shape[0]} if ends else {}
        for letter in "ijkl":
            lengths.setdefault(letter, self.size())
        signature = self.draw.choice(SIGNATURES[ends])
        operands = [
            self.text((lengths[one[0]], lengths[one[1]] if len(one) == 2 else "1"), depth - 1)
            for one in signature.split(",")
        ]
        return f"einsum('{signature}->{ends}', {', '.join(operands)})"

    def quotient(self, shape: Shape, depth: int) -> str:
        """A quotient, mostly by something that is not 0."""
        below = self.draw.choice([shape, SCALAR])
        lower = self.positive(below, depth) if self.often(0.7) else self.text(below, depth)
        return f"({self.text(shape, depth)}/({lower}))"

    def power(self, shape: Shape, depth: int) -> str:
        """A power with a whole or rational exponent."""
        exponent = self.draw.choice(
            ["2", "2", "2", "3", "-1", "0.5", "(1/3)", "(3/2)", "-2", "(-1/2)", "1", "4"]
        )
        base = self.text(shape, depth) if exponent in "2341" else self.positive(shape, depth)
        return f"({base})**{exponent}"

    def turned(self, shape: Shape, depth: int) -> str:
        """A transpose, or a negative."""
        if self.often(0.4):
            return f"(-{self.text(shape, depth)})"
        return f"({self.text((shape[1], shape[0]), depth)}).T"

    def number(self, _shape: Shape, depth: int) -> str:
        """A reduction to one number."""
        kind = self.draw.choice(["sum", "sum", "norm", "norm", "norm1", "lse", "tr", "tr", "det", "logdet"])
        if kind in ("det", "logdet"):
            return f"{kind}({self.definite(self.size(), depth)})"
        rows = self.size()
        power = self.draw.choice(["**2", "**2", "", "**3"]) if kind == "norm" else ""
        return f"{kind}({self.text((rows, rows if kind == 'tr' else self.size()), depth)}){power}"

    def quadratic(self, _shape: Shape, depth: int) -> str:
        """xᵀ A x, xᵀ y, xᵀ f(x)."""
        size = self.size()
        left = self.text((size, "1"), depth - 1)
        right = left if self.often(0.5) else self.text((size, "1"), depth)
        middle = f" @ {self.text((size, size), depth - 1)}" if self.often(0.5) else ""
        return f"(({left}).T{middle} @ {right})"

    def column(self, shape: Shape, depth: int) -> str:
        """A column made of a matrix or a column."""
        kind = self.draw.choice(["diagvec", "rowsum", "rowmean", "softmax", "softmax", "rowlse"])
        width = {"diagvec": shape[0], "softmax": "1"}.get(kind)
        return f"{kind}({self.text((shape[0], width or self.size()), depth)})"

    def row(self, shape: Shape, depth: int) -> str:
        """A row of sums over columns."""
        return f"{self.draw.choice(['colsum', 'colmean'])}({self.text((self.size(), shape[1]), depth)})"

    def square(self, shape: Shape, depth: int) -> str:
        """A diagonal matrix, an inverse, a Gram matrix or a dyad."""
        size, kind = shape[0], self.draw.choice(["diag", "inv", "gram", "dyad"])
        if kind == "diag":
            return f"diag({self.text((size, '1'), depth)})"
        if kind == "inv":
            return f"inv({self.definite(size, depth)})"
        width = "1" if kind == "dyad" else self.size()
        factor = self.text((size, width), depth)
        return f"({factor} @ ({factor}).T)"

    def by_row(self, shape: Shape, depth: int) -> str:
        """A softmax along each row."""
        return f"rowsoftmax({self.text(shape, depth)})"

    def kronecker(self, shape: Shape, depth: int) -> str:
        """A Kronecker product of a shape that is stated in products."""
        (a, b), (c, d) = (size.split("*") for size in shape)
        return f"kron({self.text((a, c), depth)}, {self.text((b, d), depth)})"

    def blocks(self, shape: Shape, depth: int) -> str:
        """A sum or inner products of blocks; for a scalar also of a Kronecker product with a column."""
        (a, b), (c, d) = shape, (self.size(), self.size())
        if shape == SCALAR and self.often(0.6):
            matrix = self.text((f"{a}*{c}", f"{b}*{d}"), depth)
            return f"norm({matrix} @ {self.text((f'{b}*{d}', '1'), depth)})**2"
        if self.often(0.5):
            return f"blockdot({self.text((f'{a}*{c}', f'{b}*{d}'), depth)}, {self.text((c, d), depth)})"
        return f"blocksum({self.text((f'{c}*{a}', f'{d}*{b}'), depth)}, {self.text((c, d), depth)})"

    def stacked(self, shape: Shape, depth: int) -> str:
        """A product of blocks side by side with blocks below each other, or a part of a taller value."""
        if shape[1] != "1" or self.often(0.3):
            tall = self.text((f"{shape[0]}+{self.size()}", shape[1]), depth)
            return f"({tall})[0:{shape[0]}, :]"
        widths = [self.size() for _ in range(self.draw.choice([2, 2, 3]))]
        left = ", ".join(self.text((shape[0], width), depth) for width in widths)
        right = ", ".join(f"[{self.text((width, shape[1]), depth)}]" for width in widths)
        return f"([[{left}]] @ [{right}])"

    def listed(self, shape: Shape, depth: int) -> str:
        """A value given entry by entry, or for a scalar an entry of another value."""
        if shape == SCALAR:
            rows, columns = self.draw.choice([("3", "1"), ("2", "3"), (self.size(), "1"), ("2", self.size())])
            row = self.draw.randrange(int(rows)) if rows.isdigit() else 0
            column = self.draw.randrange(int(columns)) if columns.isdigit() else 0
            place = f"{row}" if columns == "1" else f"{row}, {column}"
            return f"({self.text((rows, columns), depth)})[{place}]"
        entries = [[self.text(SCALAR, depth - 1) for _ in range(int(shape[1]))] for _ in range(int(shape[0]))]
        return f"[{', '.join('[' + ', '.join(row) + ']' for row in entries)}]"

    def definite(self, size: str, depth: int) -> str:
        """A square matrix that can be inverted, nearly always."""
        factor = self.text((size, self.size()), depth - 1)
        forms = [f"({self.draw.choice(['eye', '2*eye'])}({size}) + {factor} @ ({factor}).T)"]
        forms.append(f"diag({self.positive((size, '1'), depth)})")
        forms.append(self.text((size, size), depth - 1))
        forms += [n for n, its in self.shapes.items() if its == (size, size)]
        return self.draw.choice([forms[0], *forms])


def ones(shape: Shape) -> str:
    """The value whose entries are all 1."""
    if shape == SCALAR:
        return "1"
    return f"ones({shape[0]})" if shape[1] == "1" else f"ones({shape[0]}, {shape[1]})"


def own_names(functions: Sequence[str]) -> set[str]:
    """The names of the user's functions."""
    return {text.partition("(")[0] for text in functions}


def joined(draw: random.Random, lines: Sequence[str], taken: set[str]) -> str:
    """The lines as one text; the last is sometimes given a name, too."""
    *parts, last = lines
    name = draw.choice([name for name in ("L", "F", "J", "f", "loss", "E") if name not in taken])
    separator = draw.choice(["; ", "; ", "\n"])
    return separator.join([*parts, f"{name} = {last}" if draw.random() < 0.15 else last])


FITS: dict[str, Callable[[Shape], bool]] = {
    "gradient": lambda _: True,
    "scalarvar": lambda shape: shape == SCALAR,
    "jacobian": lambda shape: "1" in shape and shape != SCALAR,
    "hessian": lambda shape: "1" in shape,
}


def drawn_functions(draw: random.Random) -> tuple[str, ...]:
    """Mostly no function of the user's own, else one, or two of which one uses the other."""
    if draw.random() < 0.7:
        return ()
    first = draw.choice(FUNCTIONS)
    name = first.partition("(")[0]
    return (first, f"chi(t) = t*{name}(t) + 1") if draw.random() < 0.2 else (first,)


def grown(draw: random.Random) -> Case:
    """A case from the grammar."""
    functions = drawn_functions(draw)
    kind, grammar = draw.choice(KINDS), Grammar(draw, functions)
    shape = {
        "jacobian": draw.choice([("n", "1"), ("m", "1"), ("1", "n")]),
        "scalarvar": draw.choice([("n", "m"), ("n", "1"), ("2", "2")]),
    }.get(kind, SCALAR)
    text = grammar.text(shape, draw.choice([1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6]))
    names = [name for name, its in grammar.shapes.items() if FITS[kind](its)]
    if not names:
        new = grammar.variable(SCALAR if kind == "scalarvar" else ("n", "1"))
        text, names = f"({text})*{new if kind == 'scalarvar' else f'sum({new})'}", [new]
    most = min(len(names), draw.choice([1, 1, 1, 2, 3]) if kind == "gradient" else 1)
    shapes = {name: text_of(shape) for name, shape in {**grammar.shapes, **_SIZED}.items()}
    whole = joined(draw, [*grammar.lines, text], {*grammar.shapes, *grammar.named, *own_names(functions)})
    wrt = tuple(draw.sample(names, most))
    return Case(whole, shapes, wrt, 2 if kind == "hessian" else 1, grammar.properties, functions)
