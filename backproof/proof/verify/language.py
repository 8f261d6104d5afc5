"""Values of programs, formulas and shapes, from Python's own syntax tree."""

import ast
import math
import re
from fractions import Fraction
from functools import partial
from operator import add, matmul, mul, sub, truediv

import numpy as np

from backproof.proof.verify.claims import DoubtError, require

ONE = (1, 1)


def total(x):
    """Return the sum of all entries as a scalar."""
    return np.reshape(np.sum(x), ONE)


def log_sum_exp(x, axis):
    """Return log(sum(exp(x))) without overflow."""
    return np.reshape(np.max(x) + np.log(np.sum(np.exp(x - np.max(x)), axis=axis)), (-1, 1))


def blocks(y, rows, columns):
    """Return the blocks of that size, with axes for row of blocks, row, column of blocks, column."""
    return np.reshape(y, (y.shape[0] // rows, rows, y.shape[1] // columns, columns))


FUNCTIONS = {
    **{name: getattr(np, name) for name in re.findall(r"\w+", "sign sinh cosh tanh exp log abs sin cos tan")},
    "blocksum": lambda y, a: np.einsum("kilj,kl->ij", blocks(y, *np.array(y.shape) // a.shape), a),
    **{f"a{x}": getattr(np, f"arc{x}") for x in ("sin", "cos", "tan", "sinh", "cosh")}, "arctan": np.arctan,
    "inv": lambda x: np.linalg.inv(x) if np.linalg.cond(np.nan_to_num(x)) < 1e6 else np.nan * x, "sum": total,
    "blockdot": lambda y, b: np.einsum("ikjl,kl->ij", blocks(y, *b.shape), b), "relu": partial(np.maximum, 0),
    "softmax": lambda x: np.exp(x - log_sum_exp(x, None)), "sigmoid": lambda x: np.exp(-np.logaddexp(0, -x)),
    "rowsoftmax": lambda x: np.exp(x - log_sum_exp(x, 1)), "rowsum": lambda x: x.sum(1, keepdims=True),
    "logdet": lambda x: total(np.log(np.linalg.det(x))), "colsum": lambda x: x.sum(0, keepdims=True),
    "ismax": lambda x: 1.0 * (x == np.max(x)), "det": lambda x: total(np.linalg.det(x)), "sqrt": np.sqrt,
    "diagvec": lambda x: np.diag(x)[:, None], "norm": partial(np.linalg.norm, keepdims=True), "cbrt": np.cbrt,
    "lse": partial(log_sum_exp, axis=None), "rowlse": partial(log_sum_exp, axis=1), "atanh": np.arctanh,
    "softplus": partial(np.logaddexp, 0), "diag": lambda x: np.diag(x[:, 0]), "erf": np.vectorize(math.erf),
    "max": lambda x: total(np.max(x)), "tr": lambda x: total(np.diag(x)), "norm1": lambda x: total(abs(x)),
    "kron": np.kron,
}  # fmt: skip


CONSTANTS = {"pi": math.pi, "e": math.e}
OPERATORS = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv, ast.MatMult: matmul}


class Scope:
    """Values of names, which are matrices, or, if `exact`, numbers: fractions where they are rational."""

    def __init__(self, names, sizes=None, functions=FUNCTIONS, *, exact=False):
        self.names, self.sizes, self.functions, self.exact = dict(names), sizes or {}, functions, exact

    def run(self, program, bump=None, **changed):
        """Return the last line's value and all names' values; `bump` adds an array to one of them."""
        scope = Scope(self.names | changed, self.sizes, self.functions, exact=self.exact)
        if bump and bump[0] in self.names:
            scope.names[bump[0]] = self.names[bump[0]] + bump[1]
        for line in ast.parse("\n".join(map(str.strip, program.strip().splitlines()))).body:
            found = scope.value(line.value)
            if isinstance(line, ast.Assign):
                name = line.targets[0].id
                scope.names[name] = found = found + bump[1] if bump and bump[0] == name else found
        return found, scope.names

    def entrywise(self, formula, parameter, x):
        """Return the value of a formula in one parameter, entry by entry."""
        return np.broadcast_to(self.run(formula, **{parameter: x})[0], x.shape)

    def value(self, node):  # noqa: PLR0911 (one for each kind of node)
        """Return the value of a node of the syntax tree."""
        match node:
            case ast.Constant(value=int() | float() as number):
                return Fraction(ast.unparse(node)) if self.exact else np.full(ONE, float(number))
            case ast.Name(id=name) if name in (known := CONSTANTS | self.sizes | self.names):
                return known[name] if self.exact or name in self.names else np.full(ONE, float(known[name]))
            case ast.List(elts=rows):
                return np.block([[self.value(x) for x in row.elts] for row in rows])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.value(operand)
            case ast.Attribute(value=inner, attr="T"):
                return self.value(inner).T
            case ast.Subscript(value=inner, slice=at):
                return self.part(self.value(inner), at.elts if isinstance(at, ast.Tuple) else [at])
            case ast.Call(func=ast.Name(id="ones" | "eye" as name), args=sizes):
                lengths = [shape_of(ast.unparse(size), self.sizes)[0] for size in sizes]
                return np.eye(*lengths) if name == "eye" else np.ones((*lengths, 1)[:2])
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in self.functions:
                x = [*map(self.value, arguments)]
                if hasattr(x[0], "applied"):
                    return x[0].applied(name)
                return float(self.functions[name](*map(float, x))) if self.exact else self.functions[name](*x)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                power = (self if self.exact else Scope({}, exact=True)).value(right)
                return self.value(left) ** (int(power) if power == int(power) else float(power))
            case ast.BinOp(left=left, op=op, right=right):
                return self.binary(OPERATORS[type(op)], self.value(left), self.value(right))
        raise DoubtError(f"{ast.unparse(node)} has no value")

    def part(self, x, places):
        """Return rows and columns that are counted from 0; nan if they are beyond the value's own."""
        found = [(0, length) for length in x.shape]
        for axis, at in enumerate(places):
            ends = (at.lower, at.upper) if isinstance(at, ast.Slice) else (at, None)
            first, last = (end and shape_of(ast.unparse(end), self.sizes)[0] for end in ends)
            found[axis] = (first or 0, first + 1 if ends[0] is at else last or x.shape[axis])
        fits = all(first < last <= length for (first, last), length in zip(found, x.shape, strict=True))
        return x[tuple(slice(*pair) for pair in found)] if fits else np.full(ONE, np.nan)

    def binary(self, operation, left, right):
        """Apply an operation; only scalars are spread over other shapes."""
        if not self.exact and operation is matmul and ONE in (left.shape, right.shape):
            operation = mul
        fits = self.exact or operation is matmul or ONE in (left.shape, right.shape)
        require(fits or left.shape == right.shape, "shapes do not fit")
        return operation(left, right)


def defined(functions):
    """Return the built-in functions, with the user's own, such as "phi(t) = log(1 + exp(t))"."""
    known = dict(FUNCTIONS)
    for text in functions:
        head, _, formula = text.partition("=")
        name, parameter = head.replace(")", "").split("(")
        known[name.strip()] = partial(Scope({}, functions=dict(known)).entrywise, formula, parameter.strip())
    return known


def shape_of(text, sizes):
    """Return the shape that "", "d" or "p,2*d" states, in numbers."""
    words = filter(str.strip, text.split(","))
    return (*(int(Scope({}, sizes, exact=True).run(word)[0]) for word in words), 1, 1)[:2]
