"""Checks of dimensions, by their certificates."""

import math
import re
from fractions import Fraction
from itertools import islice
from operator import mul

import numpy as np

from backproof.proof.verify.claims import CHECKS, UncheckedError, require
from backproof.proof.verify.exact import entries, entry, equal, flat, rank, same
from backproof.proof.verify.language import CONSTANTS, FUNCTIONS

PAIRS, BY_ROWS = ("sum", "intersection"), ("null_space", "homogeneous_system", "column_space")
# The checks of the certificates that a claim brings, by its keys.
CERTIFICATES = {}


class Dimension:
    """A dimension with its certificates; numbers are fractions where they are rational, floats elsewhere."""

    unit, prime, others, settled = {}, 0, [""], list

    def __init__(self, claim):
        self.items, self.kind, self.claim = claim["items"], claim["space"], claim
        names = {*re.findall(r"\b[^\W\d]\w*", " ".join(flat(self.items)))}
        self.symbols = sorted(names - FUNCTIONS.keys() - CONSTANTS.keys() - {*claim["variables"]})

    def check(self, answer):
        """Judge the number by a rank, then every certificate that the claim brings."""
        if self.symbols:
            return CERTIFICATES["cases"](self, self.claim["cases"])
        stated, found = self.claim["dimension"], self.found()
        require(answer["text"] == str(stated) and found == stated, f"the dimension is {found}")
        for key in (shown := [key for key in CERTIFICATES if key in self.claim and key != "prime"]):
            CERTIFICATES[key](self, self.claim[key])
        is_exact = not any(isinstance(x, float) for x in flat(self.columns()))
        return ", ".join([f"rank {'exact' if is_exact else 'in floating point'}", *shown])

    def numbers(self, item, names=None):
        """Return the numbers of a nested list of texts."""
        return entries(item, names)

    def found(self, names=None):
        """Return the dimension that the question's data give, for given values of its symbols."""
        matrix, first = self.columns(names), len(self.items[0])
        if self.kind == "intersection":
            return (
                rank([row[:first] for row in matrix]) + rank([row[first:] for row in matrix]) - rank(matrix)
            )
        return len(matrix[0]) - rank(matrix) if self.kind in BY_ROWS[:2] else rank(matrix)

    def columns(self, names=None):
        """Return the matrix whose columns are the given elements, from the question alone."""
        if self.kind in ("polynomials", "functions"):
            return [row for _, row in islice(self.places(names or {}), len(self.items) + 8)]
        listed = [*self.items[0], *self.items[1]] if self.kind in PAIRS else self.items
        if isinstance(self.items[0], str):  # equations: coefficients are values at the unit vectors
            variables, sides = self.claim["variables"], [f"({x.replace('=', ')-(')})" for x in self.items]
            units = [{key: Fraction(key == name) for key in variables} | (names or {}) for name in variables]
            rows = [[self.numbers(side, at) for at in units] for side in sides]
        else:
            rows = [self.numbers(flat(item), names) for item in listed]
        return rows if self.kind in BY_ROWS else [list(column) for column in zip(*rows, strict=True)]

    def places(self, names):
        """Yield random points of the domain, with the values of all polynomials or functions there."""
        rng, exact = np.random.default_rng(11), self.kind == "polynomials"
        pieces = [piece[1:-1].split(",") for piece in self.claim["domain"] or ["(-3, 3)"]]
        ends = [[{"-oo": -6, "oo": 6}.get(end.strip()) or entry(end) for end in piece] for piece in pieces]
        for _ in range(999):
            at = {x: rng.uniform(*map(float, ends[rng.integers(len(ends))])) for x in self.claim["variables"]}
            at = {name: Fraction(int(1e6 * x), 999_983) if exact else x for name, x in at.items()} | names
            row = entries(self.items, at)
            if all(not isinstance(x, complex) and math.isfinite(x) for x in row):
                yield at, row
        raise UncheckedError("too few points in the domain")


CHECKS["dimension"] = lambda c, answer: (CERTIFICATES["prime"] if "prime" in c else Dimension)(c).check(
    answer
)


def check_cases(space, cases):
    """Judge a number that depends on symbols at random values and at the samples of each case."""
    rng, names = np.random.default_rng(5), space.symbols
    draws = [{name: Fraction(int(rng.integers(2, 9**6)), 997) for name in names} for _ in range(5)]
    samples = [(at, space.claim["dimension"]) for at in draws]
    for case in cases:
        samples += [({n: entry(x) for n, x in sample}, case["dimension"]) for sample in case["samples"]]
    for at, stated in samples:
        require(space.found(at) == stated, f"the dimension is not {stated} at {at}")
    return f"{len(samples)} values of {', '.join(names)}; not checked: that no case is missing"


CERTIFICATES["cases"] = check_cases


def check_matrix(space, matrix):
    """Hold the matrix against the question, where its entries are the question's own."""
    if space.kind in (*space.others, "span", "matrices", "column_space", "null_space", "homogeneous_system"):
        own = [[row[j] for j in space.claim["columns"]] for row in space.columns()]
        require(equal(own, space.numbers(matrix)), "the matrix is not that of the question")


CERTIFICATES["matrix"] = check_matrix


def check_operations(space, operations):
    """Replay row operations; they end in the reduced matrix, whose pivot columns are unit vectors."""
    rows = space.numbers(space.claim["matrix"])
    for kind, i, k, factor in operations:
        c = space.numbers(factor)
        require(c and (kind, i) != ("add", k), f"{kind} of row {i + 1}")
        if kind == "swap":
            rows[i], rows[k] = rows[k], rows[i]
        else:
            rows[i] = [(kind == "add") * a + c * b for a, b in zip(rows[i], rows[k], strict=True)]
    require(equal(rows, space.numbers(space.claim["reduced"])), "the row operations end in another matrix")
    pivots = enumerate(space.claim["pivots"])
    units = [same(row[j], Fraction(i == k)) for k, j in pivots for i, row in enumerate(rows)]
    below = [same(x, Fraction(0)) for x in flat(rows[len(space.claim["pivots"]) :])]
    require(all(units) and all(below), "the reduced matrix is not reduced")


CERTIFICATES["operations"] = check_operations


def check_minor(space, minor):
    """Require a minor of full rank, cut from the claimed matrix."""
    rows = space.numbers([[space.claim["matrix"][i][j] for j in minor["columns"]] for i in minor["rows"]])
    require(rank(rows) == len(rows) == len(space.claim["pivots"]), "the minor is 0, or of another size")


CERTIFICATES["minor"] = check_minor


def check_relations(space, relations):
    """Multiply out each relation from the question's own data."""
    matrix = space.columns()
    for index, terms in relations:
        holds = all(same(sum(space.numbers(c) * row[j] for j, c in terms), row[index]) for row in matrix)
        require(holds, f"the relation for element {index + 1} does not hold")
    count = len({index for index, _ in relations}) + space.claim["dimension"]
    require(count == len(matrix[0]), "a dependent element has no relation")


CERTIFICATES["relations"] = check_relations


def check_basis(space, basis):
    """Multiply the question's matrix with each solution; the solutions are independent."""
    vectors = space.numbers(basis)
    products = [sum(map(mul, row, v)) for v in vectors for row in space.columns()]
    require(all(same(Fraction(0), x) for x in products), "a solution does not solve the system")
    require(rank(vectors) == len(vectors) == space.claim["dimension"], "the solutions are no basis")


CERTIFICATES["basis"] = check_basis


def check_factorisation(space, factors):
    """Multiply C and R out; C has as many columns as there are pivots."""
    left, right = (np.array(entries(factors[name]), object) for name in "CR")
    require(equal((left @ right).tolist(), entries(space.claim["matrix"])), "C R is not the matrix")
    require(len(right) == len(space.claim["pivots"]), "C R is no proof of this rank")


CERTIFICATES["factorisation"] = check_factorisation
