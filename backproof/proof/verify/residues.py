"""Checks of dimensions over a finite field: every number of the question becomes a residue."""

import math
from fractions import Fraction

import numpy as np

from backproof.proof.verify.claims import require
from backproof.proof.verify.exact import entries, entry
from backproof.proof.verify.spaces import BY_ROWS, CERTIFICATES


def residues(item, prime):
    """Return the residues of the numbers in a nested list, whose denominators have to be units."""
    if isinstance(item, list):
        return [residues(part, prime) for part in item]
    require(isinstance(item, Fraction) and item.denominator % prime, f"{item} has no residue")
    return item.numerator * pow(item.denominator, -1, prime) % prime


def rank_modulo(rows, prime):
    """Return the rank of a matrix of residues by elimination."""
    pivot, *rest = [row for row in rows if any(row)] or [()]
    if not pivot:
        return 0
    j = next(j for j, x in enumerate(pivot) if x)
    steps = [(row, row[j] * pow(pivot[j], -1, prime)) for row in rest]
    rows = [[(a - c * b) % prime for a, b in zip(row, pivot, strict=True)] for row, c in steps]
    return 1 + rank_modulo(rows, prime)


def coefficients(space):
    """Return the coefficients of polynomials in one variable at the stated powers, by finite differences."""
    (name,) = space.claim["variables"] or ["x"]
    powers = [x.numerator.bit_length() - 1 for x in entries(space.claim["coordinates"], {name: Fraction(2)})]
    at = [Fraction(k) for k in (*range(max(powers) + 1), 997)]
    left, found = np.array([entries(space.items, {name: x}) for x in at], object), {}
    for k in sorted(powers, reverse=True):
        found[k] = np.diff(left[:-1], k, axis=0)[0] / math.factorial(k)
        left = left - np.outer([x**k for x in at], found[k])
    require(not left.any(), "the polynomials have other powers")
    return [list(found[k]) for k in powers]


def check_in_field(space, answer):
    """Judge the number by a rank modulo the prime, then all certificates with residues."""
    claim, prime = space.claim, space.claim["prime"]
    require(prime > 1 and all(prime % k for k in range(2, math.isqrt(prime) + 1)), f"{prime} is no prime")
    own = residues(coefficients(space) if space.kind == "polynomials" else space.columns(), prime)
    rank, width, pivots = rank_modulo(own, prime), len(own[0]), claim["pivots"]
    found = width - rank if space.kind in BY_ROWS[:2] else rank
    require(answer["text"] == str(found) and found == claim["dimension"], f"the dimension is {found}")
    matrix, last = (residues(entries(claim[key]), prime) for key in ("matrix", "reduced"))
    require(matrix == own and replayed([*own], claim["operations"], prime) == last, "other matrices follow")
    units = [row[j] == (i == k) for k, j in enumerate(pivots) for i, row in enumerate(last)]
    require(all(units) and not any(map(any, last[len(pivots) :])), "the matrix is not reduced")
    terms = [{i: -1, **{j: residues(entry(c), prime) for j, c in of}} for i, of in claim.get("relations", ())]
    zeros = [[of.get(j, 0) % prime for j in range(width)] for of in terms]
    zeros += residues(entries(claim.get("basis", [])), prime)
    sums = [sum(c * x for c, x in zip(zero, row, strict=True)) % prime for zero in zeros for row in own]
    require(rank_modulo(zeros, prime) == len(zeros) == width - rank and not any(sums), "a sum is not 0")
    return f"rank modulo {prime}, operations, {len(zeros)} combinations that are 0"


def replayed(rows, operations, prime):
    """Return the matrix of residues after row operations."""
    for kind, i, k, factor in operations:
        c = residues(entry(factor), prime)
        require(c and (kind, i) != ("add", k), f"{kind} of row {i + 1}")
        new = [((kind == "add") * a + c * b) % prime for a, b in zip(rows[i], rows[k], strict=True)]
        rows[k], rows[i] = (rows[i], rows[k]) if kind == "swap" else (rows[k], new)
    return rows


CERTIFICATES["prime"] = check_in_field
