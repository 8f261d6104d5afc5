"""Checks of spaces that conditions describe: their equations, and images, against the description."""

import ast
import math
from fractions import Fraction
from functools import partial, reduce
from operator import matmul, mul

import numpy as np

from backproof.proof.verify.claims import UncheckedError, require
from backproof.proof.verify.complex_numbers import UNIT, Turning
from backproof.proof.verify.exact import entries, entry, equal, rank, same
from backproof.proof.verify.language import ONE, Scope
from backproof.proof.verify.linear_algebra.spaces import CERTIFICATES


class Described(Scope):
    """Values of conditions on an unknown: a matrix, or a polynomial as a function of argument and order."""

    def __init__(self, said, vector, x, unit):
        known = {"I": np.eye(said["sizes"][0], dtype=int), "pi": math.pi, "e": math.e}
        super().__init__(known | unit | dict(zip(said["names"], vector, strict=True)), exact=True)
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


def numbers(space, said, text, vector, count=None):
    """Return the value of a text at an element; of a polynomial, values at enough points (`count`).

    Modulo a prime, differences of values at 0, 1, ... take their place, which give the polynomial there too.
    """
    count = count or points_of(said)
    points = [Fraction(k) if space.prime else Fraction(7 * k + 3, 5) for k in range(count)]
    values = [np.ravel(Described(said, vector, x, space.unit).of(text)) for x in points]
    if space.prime:
        values = [np.diff(np.array(values, object), k, axis=0)[0] / math.factorial(k) for k in range(count)]
        require(count == 1 or not any(values[-1]), "a polynomial is of a high degree")
    found = [number for value in values for number in value.tolist()]
    return space.settled(found)


def points_of(said):
    """Return at how many points values of polynomials are compared."""
    return len(said["names"]) + 9 if said["variable"] else 1


def elements_of(space, said):
    """Return the values of elements that span a space, or of a standard basis's images; of neither, none."""
    units = [[Fraction(name == other) for name in said["names"]] for other in said["names"]]
    if not (image := said.get("image")):
        return [numbers(space, said, text, units[0]) for text in said["spanned"]]
    units = [[Fraction(name == other) for name in image["names"]] for other in image["names"]]
    return [numbers(space, image, image["map"], unit, points_of(said)) for unit in units]


def conditions_of(space, said):
    """Return the coordinates of elements of the standard basis, and what the conditions say of each."""
    units = [[Fraction(name == other) for name in said["names"]] for other in said["names"]]
    sides = [f"({left}) - ({right})" for left, right in said["conditions"]] or ["0"]
    return units, [
        [number for side in sides for number in numbers(space, said, side, unit)] for unit in units
    ]


def check_translation(space, said):
    """Hold equations or images against the description, at a standard basis and at points."""
    units, own = conditions_of(space, said)
    if said["map"]:
        listed = [
            numbers(space, said, str(item).replace("'", ""), unit)
            for item, unit in zip(space.items, units, strict=True)
        ]
        images = [numbers(space, said, said["map"], unit) for unit in units]
        require(equal(images, listed), "an image is another element")
        return
    own, rows = [list(row) for row in zip(*own, strict=True)], space.columns()
    require(rank(own) == rank(rows) == rank([*own, *rows]), "the equations are not the conditions")
    for text, vector in zip(said["elements"], entries(space.claim["basis"], space.unit), strict=False):
        own = said["unknown"] + (f"({said['variable']}, 0)" if said["is_polynomial"] else "")
        same_values = equal([numbers(space, said, text, vector)], [numbers(space, said, own, vector)])
        require(same_values, f"{text} has other coordinates")


CERTIFICATES["translation"] = check_translation


def check_sides(space, sides):
    """Require the vectors of U, and of W, to span what the description says."""
    for said, item in zip(sides, space.items, strict=True):
        vectors = entries(item, space.unit)
        units, rows = conditions_of(space, said)
        if own := elements_of(space, said):
            shown = f"{said['unknown']}({said['variable']}, 0)" if said["is_polynomial"] else said["unknown"]
            given = [numbers(space, said, shown, vector) for vector in vectors]
            require(rank(own) == rank(given) == rank([*own, *given]), "the vectors span another space")
            continue
        vectors = space.settled(vectors)
        left = [sum(map(mul, v, column)) for column in zip(*rows, strict=True) for v in vectors]
        require(all(same(x, Fraction(0)) for x in left), "a vector breaks a condition")
        require(rank(vectors) == len(units) - rank(rows), "the vectors do not span the solutions")


CERTIFICATES["sides"] = check_sides


def derivatives(text, name, factors, at, center=0):
    """Return values of a function's scaled derivatives near a point, and the equation's factors for these."""
    order, top = len(factors) - 1, abs(factors[-1])
    h = 1 / (1 + max((abs(c) / top) ** (1 / (order - k)) for k, c in enumerate(factors[:-1])))
    near = np.polynomial.Chebyshev.interpolate(
        np.vectorize(lambda s: float(entry(text, at | {name: Fraction(h * s + center)}))), 24
    )
    points = np.array([0, 0.3, -0.4, 0.1, 0.45])
    found = [(near.deriv(k) if k else near)(points) for k in range(order + 1)]
    return found, [c * h ** (order - k) for k, c in enumerate(factors)], [h**-k for k in range(order + 1)]


def check_solutions(space, said):
    """Require functions or sequences to satisfy an equation, and to have the given initial values.

    Parameters of the equation have values for which no coefficient vanishes by chance.
    """
    name = said["variable"]
    at = {k: Fraction(9 * i + 7, 5) for i, k in enumerate(said["parameters"])}
    factors = [float(c) for c in entries(said["coefficients"], at)]
    require(
        {len(item) for item in space.items} == {len(factors) - 1}, "the order has another number of values"
    )
    if not said["is_sequence"] and len(factors) > 7:
        raise UncheckedError("derivatives of a high order")
    for text, item in zip(said["functions"], space.items, strict=bool(said["functions"])):
        if said["is_sequence"]:
            values = [float(entry(text, at | {name: Fraction(k)})) for k in range(len(factors) + 8)]
            found, scaled = [np.array(values[k : k + 9]) for k in range(len(factors))], factors
            first = values
        else:
            found, scaled, powers = derivatives(text, name, factors, at)
            first = [x[0] * power for x, power in zip(found, powers, strict=False)]
        stated = [float(x) for x in entries(item, at)]
        near = [1e-5 * (1 + abs(x)) for x in stated]
        ends = zip(first, stated, near, strict=False)
        require(all(abs(x - y) < e for x, y, e in ends), f"{text} has other initial values")
        rest = np.abs(sum(c * x for c, x in zip(scaled, found, strict=True)))
        require(np.all(rest < 1e-5 * np.max(np.abs(found))), f"{text} does not satisfy the equation")


CERTIFICATES["equation"] = check_solutions


def values_of(said, at, factors):
    """Return what each condition says of the combined solutions, or of initial values."""
    units = [{u: Fraction(u == v) for u in said["unknowns"]} for v in said["unknowns"]]
    rows = []
    for unit, values in zip(units, map(list, map(dict.values, units)), strict=True):
        for k in range(0 if said["general"] else 220):
            values.append(-sum(map(mul, factors, values[k:])) / factors[-1])

        def value(order, point, unit=unit, values=values):
            if not said["general"]:
                return values[int(point) if said["is_sequence"] else order]
            known = at | unit, float(point)
            found, _, powers = derivatives(said["general"], said["variable"], factors, *known)
            return found[order][0] * powers[order]

        rows.append(
            [sum(entry(c, at) * value(k, entry(p)) for c, k, p in form) for form in said["conditions"]]
        )
    return np.array(rows, float).T


def check_conditions(space, said):
    """Hold equations against initial and boundary conditions, and all solutions against the equation."""
    at = {k: Fraction(9 * i + 7, 5) for i, k in enumerate(said["parameters"])}
    factors, order = [float(c) for c in entries(said["coefficients"], at)], len(said["unknowns"])
    highest = max((k for form in said["conditions"] for _, k, _ in form), default=0)
    if said["general"] and (len(factors) > 7 or highest > order):
        raise UncheckedError("derivatives of a high order")
    require(order == len(factors) - 1, "the order is another")
    starts = []
    for name in said["unknowns"] if said["general"] else ():
        unit = {u: Fraction(u == name) for u in said["unknowns"]}
        found, scaled, powers = derivatives(said["general"], said["variable"], factors, at | unit)
        rest = np.abs(sum(c * x for c, x in zip(scaled, found, strict=True)))
        require(
            np.all(rest < 1e-5 * np.max(np.abs(found))), "the general solution does not solve the equation"
        )
        starts.append([x[0] * power for x, power in zip(found, powers, strict=True)])
    is_general = not starts or np.linalg.matrix_rank(np.array(starts, float), tol=1e-6) == order
    require(is_general, "the general solution misses some")
    own, rows = values_of(said, at, factors), np.array(space.columns(at), float)
    for a, b in ((own, rows), (rows, own)):
        combined = np.linalg.lstsq(b.T, a.T, rcond=1e-7)[0]
        is_within = np.all(np.abs(b.T @ combined - a.T) < 1e-5 * (1 + np.max(np.abs(a))))
        require(is_within, "the equations are not the conditions")


CERTIFICATES["conditions"] = check_conditions


def check_quotient(space, said):
    """Require the map whose images the elements are to have the subspace as its kernel."""
    units, rows = conditions_of(space, said)
    images = space.numbers(space.items)
    if not (spanning := elements_of(space, said)):
        own, given = ([list(row) for row in zip(*columns, strict=True)] for columns in (rows, images))
        require(rank(own) == rank(given) == rank([*own, *given]), "the kernel is another subspace")
        return
    shown = f"{said['unknown']}({said['variable']}, 0)" if said["is_polynomial"] else said["unknown"]
    zeros = space.settled([Fraction(0)] * len(images[0]))
    graph = [[*numbers(space, said, shown, unit), *image] for unit, image in zip(units, images, strict=True)]
    is_inside = rank([*graph, *([*w, *zeros] for w in spanning)]) == len(units)
    require(is_inside, "an element of the subspace is not in the kernel")
    require(rank(images) == len(units) - rank(spanning), "the kernel is larger than the subspace")


CERTIFICATES["quotient"] = check_quotient


def check_coordinates_in(space, said):
    """Hold functions of several variables against their combinations, at random points."""
    rng, size = np.random.default_rng(3), len(space.items[0])
    spread = [{x: float(rng.uniform(-1.5, 1.5)) for x in said["variables"]} for _ in range(3 * size + 9)]
    basis = np.array([entries(said["basis"], at) for at in spread], float)
    own = np.array([entries(said["functions"], at) for at in spread], float)
    rows = np.array(entries(space.items), float)
    require(basis.shape[1] == size, "the coordinates are of another number")
    near = 1e-9 * (1 + np.abs(basis) @ np.abs(rows.T))
    require(np.all(np.abs(basis @ rows.T - own) < near), "a function is another combination")
    require(
        np.linalg.matrix_rank(basis / np.linalg.norm(basis, axis=0)) == size, "the products are dependent"
    )


CERTIFICATES["coordinates_in"] = check_coordinates_in


def check_real_parts(space, said):
    """Hold vectors against the real parts, then the imaginary ones, of the elements that they stand for."""
    blank = {"sizes": [1], "names": [], "unknown": "", "given": {}, "is_polynomial": False}
    for text, item in zip(said["elements"], entries(space.items), strict=True):
        width = len(item) // 2
        for x in map(Fraction, range(width + 9) if said["variable"] else (1,)):
            own = np.ravel(Described(blank | said, [], x, UNIT).of(text)).tolist()
            halves = item[:width], item[width:]
            if said["variable"]:
                halves = [[sum(c * x**k for k, c in enumerate(half))] for half in halves]
            pairs = zip(own, *halves, strict=True)
            require(all(v.real == a and v.imag == b for v, a, b in pairs), f"{text} has other parts")


CERTIFICATES["real_parts"] = check_real_parts


def check_complex_functions(space, said):
    """Require functions to have the linear relations of their vectors, by values at random points."""
    rng, unit = np.random.default_rng(5), {"i": Turning(1j)}
    points = rng.uniform(-1.5, 1.5, 2 * len(space.items) + 6)
    names = [unit | {said["variable"]: Turning(x)} for x in points]
    values = np.array([[complex(entry(text, at)) for text in said["functions"]] for at in names])
    vectors = np.array([[complex(x) for x in row] for row in entries(space.items, UNIT)]).T
    ranks = []
    for rows in (values, vectors, np.vstack([values, vectors])):
        scaled = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-300)
        sizes = np.linalg.svd(scaled, compute_uv=False)
        if any(1e-11 < size < 1e-8 for size in sizes):
            raise UncheckedError("a singular value is neither clearly 0 nor clearly not")
        ranks.append(int(np.sum(sizes > 1e-9)))
    require(len(set(ranks)) == 1, "the functions have other linear relations than the vectors")


CERTIFICATES["complex_functions"] = check_complex_functions
