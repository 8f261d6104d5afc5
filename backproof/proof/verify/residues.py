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


def rank_modulo(rows, p):
    """Return the rank of a matrix of residues by elimination."""
    done = 0
    while rows := [row for row in rows if any(row)]:
        j = next(j for j, x in enumerate(rows[0]) if x)
        steps = [(row, row[j] * pow(rows[0][j], -1, p)) for row in rows]
        rows = [[(a - c * b) % p for a, b in zip(row, rows[0], strict=True)] for row, c in steps]
        done += 1
    return done


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
    claim, p = space.claim, space.claim["prime"]
    require(p > 1 and all(p % k for k in range(2, math.isqrt(p) + 1)), f"{p} is no prime")
    own = residues(coefficients(space) if space.kind == "polynomials" else space.columns(), p)
    rank, n, pivots = rank_modulo(own, p), len(own[0]), claim["pivots"]
    found = n - rank if space.kind in BY_ROWS[:2] else rank
    require(answer["text"] == str(found) and found == claim["dimension"], f"the dimension is {found}")
    matrix, last, zeros = (residues(entries(claim.get(key, [])), p) for key in ("matrix", "reduced", "basis"))
    terms = [{i: -1, **{j: residues(entry(c), p) for j, c in of}} for i, of in claim.get("relations", ())]
    zeros += [[t.get(j, 0) % p for j in range(n)] for t in terms]
    sums = [sum(c * x for c, x in zip(zero, row, strict=True)) % p for zero in zeros for row in own]
    require(matrix == own and not any(sums) and rank_modulo(zeros, p) == len(zeros) == n - rank, "no proof")
    for kind, i, k, factor in claim["operations"]:
        c = residues(entry(factor), p)
        require(c and (kind, i) != ("add", k), f"{kind} of row {i + 1}")
        new = [((kind == "add") * a + c * b) % p for a, b in zip(own[i], own[k], strict=True)]
        own[k], own[i] = (own[i], own[k]) if kind == "swap" else (own[k], new)
    units = [row[j] == (i == k) for k, j in enumerate(pivots) for i, row in enumerate(own)]
    require(own == last and all(units) and len(pivots) == rank, "the row operations end in another matrix")
    return f"rank modulo {p}, operations, {len(zeros)} combinations that are 0"


CERTIFICATES["prime"] = check_in_field
