"""A claimed space with values for everything that its page names, and the values of printed formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from backproof.proofreading.scalars import UnreadableError, evaluate, name_of
from backproof.proofreading.verifier import verify

TOLERANCE = 1e-7
_MOST_DENOMINATOR = 999
# Points for polynomials over a finite field, where their values are residues, and over C.
_INTEGERS = (2.0, 3.0, 5.0, 7.0, 11.0)
NULL_SPACES = ("null_space", "homogeneous_system")


@dataclass(frozen=True)
class Space:
    """A claim's elements, and names with values: vectors of vectors, values of functions at points."""

    claim: Mapping[str, Any]

    @cached_property
    def judge(self) -> Any:
        """The claim as the verifier reads it."""
        return (verify.OverField if "prime" in self.claim else verify.Dimension)(self.claim)

    @cached_property
    def exact_symbols(self) -> dict[str, Fraction]:
        """Values for the symbols that the page leaves open, at none of which a case is to be expected."""
        rng = np.random.default_rng(7)
        return {name: Fraction(int(rng.integers(2, 9**6)), 99_991) for name in self.judge.symbols}

    @cached_property
    def symbols(self) -> dict[str, Any]:
        """These values by the symbols' names on the page; over C, the imaginary unit as well."""
        return printed_names(self.exact_symbols) | ({"i": 1j} if self.is_complex else {})

    @cached_property
    def columns(self) -> Any:
        """The given elements as columns: their entries, or their values at points; residues as they are."""
        return self.array(self.judge.columns(self.exact_symbols))

    @property
    def prime(self) -> int:
        """The prime of a finite field, 0 over others."""
        return int(self.claim.get("prime", 0))

    @property
    def is_complex(self) -> bool:
        """True over the complex numbers."""
        return self.claim.get("prime") == 0

    def array(self, numbers: Any) -> Any:
        """Return numbers of the verifier as an array."""
        return np.array(numbers, dtype=complex if self.is_complex else float)

    def settled(self, values: Any) -> Any:
        """Return the values themselves; over a finite field, their residues (nan for what has none)."""
        return np.vectorize(self._residue, otypes=[float])(values) if self.prime else values

    def _residue(self, value: float) -> float:
        if not np.isfinite(value):
            return float("nan")
        number = Fraction(float(value)).limit_denominator(_MOST_DENOMINATOR)
        if number.denominator % self.prime == 0:
            return float("nan")
        return float(number.numerator * pow(number.denominator, -1, self.prime) % self.prime)

    def numbers(self, texts: Any) -> Any:
        """Return the values of nested texts of the claim as an array."""
        return self.array(self.judge.numbers(texts, self.exact_symbols))

    def rank(self, rows: Any) -> int:
        """Return the rank of a matrix over the field of the question."""
        if self.prime:
            return int(verify.rank(verify.elements(rows.astype(int).tolist(), self.prime)))
        return int(np.linalg.matrix_rank(rows))

    def number(self, text: str, point: Mapping[str, float]) -> Any:
        """Return the value of a text of the claim at a point."""
        found = verify.entry(text, self.exact_symbols | self.judge.unit | dict(point))
        return complex(found) if self.is_complex else float(found)

    @cached_property
    def elements(self) -> list[Any]:
        """The given elements: columns, or matrices as they are stated."""
        if self.claim["space"] == "matrices":
            return [self.numbers(item) for item in self.claim["items"]]
        return [self.columns[:, [i]] for i in range(self.columns.shape[1])]

    @cached_property
    def names(self) -> dict[str, Any]:
        """The names on the page with their values."""
        if self.is_pair:
            lettered = zip("uw", self.claim["items"], strict=True)
            typed = [f"{letter}_{i + 1}" for letter, part in lettered for i in range(len(part))]
            return dict(zip(typed, self.elements, strict=True))
        typed = [as_printed(name) for name in self.claim["names"]]
        found = {name: element for name, element in zip(typed, self.elements, strict=False) if name}
        if self.claim["space"] in NULL_SPACES and self.claim.get("basis"):
            rng = np.random.default_rng(3)
            basis = self.numbers(self.claim["basis"])
            factors = rng.integers(1, 99, len(basis)) if self.prime else rng.standard_normal(len(basis))
            solution = self.settled(np.asarray(factors @ basis))
            found |= dict(zip(map(as_printed, self.claim["coordinates"]), solution, strict=True))
        return found

    @property
    def is_pair(self) -> bool:
        """True for the sum and the intersection of two spaces."""
        return self.claim["space"] in ("sum", "intersection")

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        """Values of the variables of polynomials and functions; one empty point for other spaces."""
        if self.claim["space"] not in ("polynomials", "functions"):
            return [{}]
        if "prime" in self.claim:
            names = [name_of(as_printed(x)) for x in self.claim["variables"]]
            return [{name: k + 13.0 * i for i, name in enumerate(names)} for k in _INTEGERS]
        drawn = islice(self.judge.places(self.exact_symbols), 3)
        return [{name_of(as_printed(name)): float(number) for name, number in at.items()} for at, _ in drawn]

    def describes(self, latex: str) -> bool:
        """Return whether a formula is a line of the claim: about a description's coordinates, or squares.

        The checks of the answer have judged these lines; here they only have to be the same.
        """
        lines = (*self.claim.get("lines", ()), *self.claim.get("squares", ()))
        return latex.strip().rstrip(".,").strip() in lines

    @property
    def has_points(self) -> bool:
        """True if the elements are functions of variables."""
        return self.points != [{}]


def as_printed(name: str) -> str:
    """Return a typed name as it is keyed on the page: x1 as x_1."""
    return re.sub(r"(?<=[a-zA-Z])(\d+)$", r"_\1", name)


def printed_names(values: Mapping[str, Any]) -> dict[str, complex]:
    """Return values by the names on the page: alpha1 is \\alpha_1 there."""
    found = {
        as_printed(name): value if isinstance(value, complex) else float(value)
        for name, value in values.items()
    }
    greek = {"\\" + name.replace("lam", "lambda", int(name.startswith("lam"))): found[name] for name in found}
    return found | greek


def values_of(space: Space, side: str) -> list[Any] | None:
    """Return the value of one side at each point; None if it cannot be read."""
    determinant = re.fullmatch(r"\\det\s*(\\begin\{[bp]matrix\}.*\\end\{[bp]matrix\})", side, re.DOTALL)
    try:
        if determinant:
            return [np.linalg.det(evaluate(determinant[1], space.symbols))] * len(space.points)
        return [np.asarray(evaluate(side, space.names | space.symbols | point)) for point in space.points]
    except (UnreadableError, np.linalg.LinAlgError):
        return None


def equal(space: Space, a: Sequence[Any], b: Sequence[Any]) -> bool:
    """Return whether values are equal at each point in the field of the question."""
    return same([*map(space.settled, a)], [*map(space.settled, b)])


def same(a: Sequence[Any], b: Sequence[Any]) -> bool:
    """Return whether values are equal at each point; a printed 0 is the zero of any space."""
    return all(
        (np.shape(x) == np.shape(y) or 0 in (np.ndim(x) or x, np.ndim(y) or y))
        and np.max(np.abs(x - y)) <= TOLERANCE * max(1.0, np.max(np.abs(y)))
        for x, y in zip(a, b, strict=True)
    )


def element_of(space: Space, latex: str) -> int | None:
    """Return the index of the given element that a formula names or equals; None if there is none."""
    names = [name_of(as_printed(name)) for name in space.claim["names"]]
    if name_of(latex) in names:
        return names.index(name_of(latex))
    values = values_of(space, latex)
    for index, text in enumerate(space.claim["items"] if space.has_points else ()):
        if values is not None and same(values, [np.asarray(space.number(text, at)) for at in space.points]):
            return index
    return None
