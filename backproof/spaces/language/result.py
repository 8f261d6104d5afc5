"""The result of a dimension computation as plain data: answer, derivation and two-sided proof."""

from __future__ import annotations

from dataclasses import dataclass, field

from backproof.answer import Check, Latex, Step

Nested = str | tuple["Nested", ...]
Rows = tuple[tuple[str, ...], ...]
LatexRows = tuple[tuple[Latex, ...], ...]
# Name of the check that fails where the bounds differ.
OPEN = "both bounds meet"


@dataclass(frozen=True)
class Source:
    """The question, entry by entry as text: the only input of the evidence.

    `kind` is the key of the term file (span, column_space, ...); `items` is nested like the data.
    `domain` holds the ends of each interval with its brackets, such as ("[-pi, pi]",); `is_assumed` means
    that none was given and the real line does not suffice. `scalars` is "" for real numbers, else C, F2, ...
    """

    kind: str
    items: tuple[Nested, ...]
    name: str = ""
    variables: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    is_assumed: bool = False
    scalars: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula in LaTeX and as text."""

    latex: Latex
    text: str


@dataclass(frozen=True)
class Element:
    """A vector, matrix, polynomial or function: given (`index` counts from 0) or computed (`index` None).

    `entries` are its coordinates as text, () for a function; `name` is its name in relations.
    """

    name: Formula
    latex: Latex
    text: str
    entries: tuple[str, ...] = ()
    index: int | None = None


@dataclass(frozen=True)
class RowOperation:
    """An elementary row operation and the resulting matrix.

    `kind` is "swap" (R_target <-> R_source), "scale" (R_target <- factor R_target) or
    "add" (R_target <- R_target + factor R_source); rows count from 0, but print from 1. The matrix is ()
    if it is large.
    """

    kind: str
    target: int
    source: int
    factor: str
    latex: Latex
    text: str
    matrix: LatexRows
    matrix_text: Rows


@dataclass(frozen=True)
class Relation:
    """A given element as a combination of the basis: `coefficients` pairs (given index, number as text)."""

    index: int
    coefficients: tuple[tuple[int, str], ...]
    latex: Latex
    text: str


@dataclass(frozen=True)
class Minor:
    """Rows and columns of a square submatrix with a non-zero determinant."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    matrix: LatexRows
    matrix_text: Rows
    determinant: Formula


@dataclass(frozen=True)
class Factorisation:
    """The factorisation A = C R: pivot columns times the non-zero rows of the reduced matrix."""

    left: LatexRows
    right: LatexRows
    left_text: Rows
    right_text: Rows


@dataclass(frozen=True)
class Evaluation:
    """Functions at points: the determinant of the matrix of values lies in an interval without 0.

    The matrix has one row for each point; if long, it is () and the determinant is empty.
    """

    functions: tuple[int, ...]
    points: tuple[Formula, ...]
    lower: str
    upper: str
    determinant: Formula = Formula(Latex(), "")
    matrix: LatexRows = ()
    matrix_text: Rows = ()


@dataclass(frozen=True)
class Wronskian:
    """Functions and their derivatives at one point, with the determinant's enclosure and exact value.

    The matrix has one row for each derivative; if long, it is () and the determinant is empty.
    """

    functions: tuple[int, ...]
    point: Formula
    determinant: Formula
    lower: str
    upper: str
    matrix: LatexRows = ()
    matrix_text: Rows = ()


@dataclass(frozen=True)
class Certificate:
    """Proofs of the lower and the upper bound; `lower` and `upper` name the two methods.

    `grounds` counts the relations that a line of the derivation justifies.
    """

    lower: str
    upper: str
    minor: Minor | None = None
    factorisation: Factorisation | None = None
    evaluation: Evaluation | None = None
    wronskian: Wronskian | None = None
    grounds: int = 0


@dataclass(frozen=True)
class Case:
    """The dimension under `condition` (equations and inequations on the symbols).

    `equations` are polynomials that are zero, `inequations` polynomials that are not, both as text.
    """

    condition: Formula
    dimension: int
    equations: tuple[str, ...]
    inequations: tuple[str, ...]
    samples: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True)
class SumOfSquares:
    """A polynomial as the sum of weight * root**2 over `squares` plus a constant, for real symbols.

    Weights are positive. A positive constant proves that the polynomial has no real zero; with the constant 0
    it vanishes exactly where all roots do.
    """

    polynomial: str
    squares: tuple[tuple[str, str], ...]
    constant: str


@dataclass(frozen=True)
class Translation:
    """A space as it was described, and the coordinates in which its dimension is found.

    `described` is the text of the question; `definition` what it says, such as W = {p in P2 : p(1) = 0};
    `general` the unknown by its coordinates; `lines` each condition as an equation of these, or the image of
    each element of the standard basis; `elements` the basis that the computed one stands for. `sort` is
    conditions, kernel, image, pair, quotient, equation or functions.
    """

    described: str
    definition: Formula
    general: Formula
    lines: tuple[Formula, ...]
    elements: tuple[Element, ...] = ()
    sort: str = "conditions"


@dataclass(frozen=True)
class Dimension:
    """The dimension of a space with its proof.

    `dimension` is None if it is open between `at_least` and `at_most`. With symbols it is the dimension for
    all values outside the exceptional cases; `cases` is then the complete distinction, and `at_least` and
    `at_most` are its extremes. `readings` state how the question was interpreted (their LaTeX is text),
    `notes` the obstacles to a definite number. The matrix has one column for each element of `given`, in the
    order of `columns`, and one row for each of `coordinates`; `pivots` are its pivot columns.
    """

    source: Source
    kind: str
    space: Formula
    dimension: int | None
    at_least: int
    at_most: int
    answer: Formula
    given: tuple[Element, ...]
    coordinates: tuple[Formula, ...]
    columns: tuple[int, ...]
    matrix: LatexRows
    matrix_text: Rows
    reduced: LatexRows
    reduced_text: Rows
    pivots: tuple[int, ...]
    operations: tuple[RowOperation, ...]
    basis: tuple[Element, ...]
    relations: tuple[Relation, ...]
    steps: tuple[Step, ...]
    certificate: Certificate
    cases: tuple[Case, ...] = ()
    sums_of_squares: tuple[SumOfSquares, ...] = ()
    parts: tuple[Dimension, ...] = ()
    readings: tuple[Formula, ...] = ()
    notes: tuple[str, ...] = ()
    translation: Translation | None = None
    checks: tuple[Check, ...] = field(default=(), compare=False)

    @property
    def evidence(self) -> tuple[Check, ...]:
        """All checks: those of the dimension, then those of its lines and parts."""
        of_lines = (step.check for step in self.steps if step.check is not None)
        return (*self.checks, *of_lines, *(check for part in self.parts for check in part.evidence))

    @property
    def passed(self) -> bool:
        """Return whether there is evidence and all of it passed."""
        return bool(self.checks) and all(check.passed for check in self.evidence)

    @property
    def is_open(self) -> bool:
        """Return whether no number is claimed and no check failed except that the bounds differ."""
        failed = [check.method for check in self.checks if not check.passed]
        return self.dimension is None and set(failed) <= {OPEN}

    @property
    def is_summarised(self) -> bool:
        """Return whether the matrix is so large that its operations omit the intermediate matrices."""
        return bool(self.operations) and not any(operation.matrix for operation in self.operations)

    @property
    def rank(self) -> int:
        """The number of pivots."""
        return len(self.pivots)
