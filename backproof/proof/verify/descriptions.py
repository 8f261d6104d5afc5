"""Checks of spaces that conditions describe: their equations, and images, against the description."""

import ast
import math
from fractions import Fraction
from functools import partial, reduce
from operator import matmul, mul

import numpy as np

from backproof.proof.verify.claims import require
from backproof.proof.verify.exact import entries, equal, rank
from backproof.proof.verify.language import ONE, Scope
from backproof.proof.verify.spaces import CERTIFICATES


class Described(Scope):
    """Values of conditions on an unknown: a matrix, or a polynomial as a function of argument and order."""

    def __init__(self, said, vector, x):
        known = {"I": np.eye(said["sizes"][0], dtype=int), "pi": math.pi, "e": math.e} | dict(
            zip(said["names"], vector, strict=True)
        )
        super().__init__(known, exact=True)
        self.variable = said["variable"]
        self.names |= {said["variable"]: x} if said["variable"] else {}
        if said["is_polynomial"]:
            self.names[said["unknown"]] = partial(derivative, vector)
        elif said["unknown"]:
            self.names[said["unknown"]] = np.array(vector, object).reshape(said["sizes"][0], -1)
        self.names |= {name: self.of(text) for name, text in said["given"].items()}

    def of(self, text):
        """Return the value of a text."""
        return self.value(ast.parse(text, mode="eval").body)

    def value(self, node):
        """Return the value of a node, also of a matrix, a derivative or an integral."""
        match node:
            case ast.List(elts=rows):
                lists = [row.elts if isinstance(row, ast.List) else [row] for row in rows]
                return np.array([[self.value(x) for x in row] for row in lists], object)
            case ast.Call(func=ast.Name(id="tr"), args=[inner]):
                return np.trace(self.value(inner))
            case ast.Call(func=ast.Name(id=name), args=[at, order]) if callable(self.names.get(name)):
                return self.names[name](self.value(at), order.value)
            case ast.Call(func=ast.Name(id="integral"), args=[inner, *ends]):
                (low, high), kept = (float(self.value(end)) for end in ends), self.names[self.variable]
                total = 0.0
                for at, weight in zip(*np.polynomial.legendre.leggauss(40), strict=True):
                    self.names[self.variable] = (low + high + (high - low) * at) / 2
                    total += float(self.value(inner)) * weight * (high - low) / 2
                self.names[self.variable] = kept
                return total
            case ast.BinOp(left=left, op=ast.Pow(), right=right) if np.ndim(base := self.value(left)) == 2:
                return reduce(matmul, [base] * right.value, np.eye(len(base), dtype=int).astype(object))
        return super().value(node)

    def binary(self, operation, left, right):
        """Multiply arrays as matrices; of two columns, the inner product."""
        if operation is mul and np.ndim(left) == np.ndim(right) == 2:
            product = left.T @ right if left.shape[1] == 1 and len(left) == len(right) else left @ right
            return product[0, 0] if product.shape == ONE else product
        return operation(left, right)


def derivative(coefficients, at, order):
    """Return the value of a derivative of a polynomial at a number or a square matrix."""
    terms = [(math.perm(k, order) * c, k - order) for k, c in enumerate(coefficients) if k >= order]
    one = np.eye(len(at), dtype=int).astype(object) if np.ndim(at) else 1
    return sum((c * reduce(matmul if np.ndim(at) else mul, [at] * k, one) for c, k in terms), 0 * one)


def check_translation(space, said):
    """Hold equations or images against the description, at a standard basis and at points."""
    points = [Fraction(7 * k + 3, 5) for k in range(len(said["names"]) + 9 if said["variable"] else 1)]

    def numbers(text, vector):
        values = (Described(said, vector, x).of(text) for x in points)
        return [number for value in values for number in np.ravel(value).tolist()]

    units = [[Fraction(name == other) for name in said["names"]] for other in said["names"]]
    if said["map"]:
        listed = [
            numbers(str(item).replace("'", ""), unit) for item, unit in zip(space.items, units, strict=True)
        ]
        require(equal([numbers(said["map"], unit) for unit in units], listed), "an image is another element")
        return
    sides = [f"({left}) - ({right})" for left, right in said["conditions"]] or ["0"]
    own = [[number for side in sides for number in numbers(side, unit)] for unit in units]
    own, rows = [list(row) for row in zip(*own, strict=True)], space.columns()
    require(rank(own) == rank(rows) == rank([*own, *rows]), "the equations are not the conditions")
    for text, vector in zip(said["elements"], entries(space.claim["basis"]), strict=False):
        own = said["unknown"] + (f"({said['variable']}, 0)" if said["is_polynomial"] else "")
        require(equal([numbers(text, vector)], [numbers(own, vector)]), f"{text} has other coordinates")


CERTIFICATES["translation"] = check_translation
