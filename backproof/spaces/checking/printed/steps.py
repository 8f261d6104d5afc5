"""Evidence for the printed derivation: every line is parsed and compared with the plain data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import mpmath as mp

from backproof.answer import Check, Step
from backproof.spaces.checking import grounds as verify_grounds
from backproof.spaces.checking import rewriting as verify_rewriting
from backproof.spaces.checking.descriptions import lines as verify_descriptions
from backproof.spaces.checking.functions import DIGITS, NEAR, apart, formula
from backproof.spaces.checking.printed import pair_lines as verify_pair_lines
from backproof.spaces.checking.printed import solution_lines as verify_solution_lines
from backproof.spaces.checking.printed.operation_lines import operation_reads_right, says_the_same
from backproof.spaces.checking.printed.pair_lines import has_formula
from backproof.spaces.exact.evaluate import exact
from backproof.spaces.language.printing import matrix_latex, rows_as_text
from backproof.spaces.language.result import Dimension, Evaluation, Wronskian
from backproof.spaces.language.syntax import parse
from backproof.spaces.linear.claims import SOLVED
from backproof.spaces.parameters.square_lines import square_line

# Lines whose LaTeX and text differ in content; both are compared with the data.
_SPELT_APART = ("pivots", "dimension", "case")
_Reader = Callable[[Dimension, Step, int], bool]


def step_checks(dimension: Dimension) -> tuple[Check, ...]:
    """Check for each line that its parsed content agrees with the data."""
    seen: Counter[str] = Counter()
    found = []
    for step in dimension.steps:
        wrong = int(not _reads_right(dimension, step, seen[step.rule]))
        found.append(
            Check("line read back", step.text, wrong, 0, "what was computed", step.text if wrong else "")
        )
        seen[step.rule] += 1
    return tuple(found)


def lines(dimension: Dimension, of_lines: Sequence[Check]) -> Iterator[Check]:
    """Check all lines of the derivation, given the check of each, and that none is missing."""
    wrong = sum(not check.passed for check in of_lines)
    there = Counter(step.rule for step in dimension.steps)
    missing = [rule for rule, count in _expected(dimension).items() if there[rule] != count]
    missing += [f"{left} = ..." for left in verify_rewriting.astray(dimension)]
    places = [_ORDER.index(step.rule) for step in dimension.steps]
    missing += ["the order of the lines"] if places != sorted(places) else []
    got = "; ".join([f"{wrong} wrong", *(f"a line missing: {rule}" for rule in missing)])
    yield Check("derivation read back", dimension.space.text, wrong + len(missing), 0, "0 wrong", got)


def _expected(dimension: Dimension) -> dict[str, int]:
    """Return how often each rule occurs in a complete derivation."""
    is_solved = dimension.source.kind in SOLVED and dimension.dimension is not None
    is_reduced = bool(dimension.matrix_text) and dimension.dimension is not None
    said = dimension.translation
    return {
        "general element": int(said is not None and bool(said.general.text)),
        "in coordinates": len(said.lines) if said else 0,
        "element of the basis": len(said.elements) if said else 0,
        "matrix": int(is_reduced),
        "pivots": int(is_reduced),
        "free variables": int(is_solved and bool(dimension.matrix_text)),
        "pivot unknown": len(dimension.pivots) if is_solved else 0,
        "rank and nullity": int(is_solved),
        "sum of squares": len(dimension.sums_of_squares),
        "case": len(dimension.cases),
        "subspace": len(dimension.parts) if has_formula(dimension) else 0,
        "dimension formula": int(has_formula(dimension)),
        "row operation": 0 if dimension.is_summarised else len(dimension.operations),
        "row operations": int(dimension.is_summarised),
        "relation": len(dimension.relations),
        "identity": dimension.certificate.grounds,
        "values at points": _is_lower(dimension, "values at points"),
        "Wronskian": _is_lower(dimension, "Wronskian"),
        "common vector": len(verify_pair_lines.common_basis(dimension)),
        "dimension": 1,
    }


def _is_lower(dimension: Dimension, rule: str) -> int:
    """Return 1 if the lower bound of the dimension is proved by this rule, else 0."""
    return int(dimension.certificate.lower == rule and dimension.at_least > 0)


def _reads_right(dimension: Dimension, step: Step, nth: int) -> bool:
    try:
        with mp.workdps(DIGITS):
            right = _READERS[step.rule](dimension, step, nth)
    except Exception:  # a line that cannot be parsed counts as wrong
        return False
    return right and (step.rule in _SPELT_APART or says_the_same(step.latex, step.text))


def _matrix(dimension: Dimension, step: Step, nth: int) -> bool:
    shown = matrix_latex(dimension.matrix), rows_as_text(dimension.matrix_text)
    return nth == 0 and (step.latex, step.text) == shown


def _row_operation(dimension: Dimension, step: Step, nth: int) -> bool:
    operation = dimension.operations[nth]
    latex = rf"{operation.latex}:\quad {matrix_latex(operation.matrix)}"
    text = f"{operation.text}: {rows_as_text(operation.matrix_text)}"
    return (step.latex, step.text) == (latex, text) and operation_reads_right(operation)


def _row_operations(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the number of operations is right, and each is printed correctly."""
    count = f"{len(dimension.operations)} row operations"
    is_said = (step.latex, step.text) == (rf"\text{{{count}}}", count)
    return nth == 0 and is_said and all(map(operation_reads_right, dimension.operations))


def _pivots(dimension: Dimension, step: Step, nth: int) -> bool:
    listed, _, rank = step.text.partition("; ")
    columns = [int(n) - 1 for n in re.findall(r"\d+", listed)]
    ranks = [int(n) for shown in (rank, step.latex) for n in re.findall(r"-?\d+", shown)]
    return nth == 0 and columns == list(dimension.pivots) and ranks == [len(dimension.pivots)] * 2


def _relation(dimension: Dimension, step: Step, nth: int) -> bool:
    claimed = dimension.relations[nth]
    return (step.latex, step.text) == (claimed.latex, claimed.text)


def _identity(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line justifies a relation correctly and occurs only once."""
    told = [other.text for other in dimension.steps if other.rule == step.rule]
    return told.index(step.text) == nth and verify_grounds.reads_right(dimension, step)


def _dimension(dimension: Dimension, step: Step, nth: int) -> bool:
    space, answer = dimension.space, dimension.answer
    joint = ": " if dimension.dimension is None else " = "
    latex, text = rf"\dim {space.latex}{joint}{answer.latex}", f"dim {space.text}{joint}{answer.text}"
    return nth == 0 and step is dimension.steps[-1] and (step.latex, step.text) == (latex, text)


def _values(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line states det f_j(x_i), its matrix, its value and the points correctly."""
    proof, name = dimension.certificate.evaluation, dimension.source.variables[0]
    if proof is None:
        return False
    shown, _, at = step.text.partition(f" at {name} = ")
    latex, _, at_latex = step.latex.partition(r",\quad ")
    points = at == ", ".join(p.text for p in proof.points)
    points &= at_latex.endswith("_i = " + ", ".join(p.latex for p in proof.points))
    return nth == 0 and points and _determinant_reads_right(f"det f_j({name}_i)", proof, shown, latex)


def _wronskian(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line states the Wronskian at its point, its matrix and its value correctly."""
    proof = dimension.certificate.wronskian
    left = f"W({proof.point.text})" if proof else ""
    return nth == 0 and proof is not None and _determinant_reads_right(left, proof, step.text, step.latex)


def _determinant_reads_right(left: str, proof: Evaluation | Wronskian, text: str, latex: str) -> bool:
    """Return whether the line is left = det = value != 0, or |left| = |det| >= a valid lower bound."""
    matrix = f"det {rows_as_text(proof.matrix_text)}" if proof.matrix_text else ""
    in_latex = rf"\det{matrix_latex(proof.matrix)}" if proof.matrix else ""
    if in_latex not in latex:
        return False
    if proof.determinant.text:
        is_last = latex.endswith(rf" = {proof.determinant.latex} \neq 0")
        return is_last and text == " = ".join(filter(None, (left, matrix, proof.determinant.text))) + " != 0"
    shown, _, bound = text.partition(" >= ")
    least = min(abs(Fraction(end)) for end in (proof.lower, proof.upper))
    stated = exact(parse(_without_point(bound)), {})
    is_close = Fraction(98, 100) * least < stated <= least
    return is_close and shown == " = ".join(f"|{part}|" for part in (left, matrix) if part)


def _without_point(number: str) -> str:
    """Rewrite decimals such as 4.99 as quotients of integers."""
    return re.sub(r"(\d+)\.(\d+)", lambda m: f"({m[1]}{m[2]}/10**{len(m[2])})", number)


def _coordinates(dimension: Dimension, step: Step, _nth: int) -> bool:
    """Return whether f(x) = a sum of family members holds numerically at random points of the piece."""
    equation, _, piece = step.text.partition(" on ")
    left, right = map(formula, equation.split(" = "))
    if left is None or right is None:
        return False
    domain = [piece] if piece else dimension.source.domain
    return apart(left, right, dimension.source.variables[0], domain) < NEAR


def _sum_of_squares(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line agrees with its numbers; a separate check multiplies them out."""
    line = square_line(dimension.sums_of_squares[nth])
    return (step.latex, step.text) == (line.latex, line.text)


def _case(dimension: Dimension, step: Step, nth: int) -> bool:
    case = dimension.cases[nth]
    latex, text = (
        rf"{case.condition.latex}:\quad {case.dimension}",
        f"{case.condition.text}: {case.dimension}",
    )
    return (step.latex, step.text) == (latex, text)


_READERS: dict[str, _Reader] = {
    "general element": verify_descriptions.general_line,
    "in coordinates": verify_descriptions.coordinate_line,
    "coordinates": _coordinates,
    "matrix": _matrix,
    "row operation": _row_operation,
    "row operations": _row_operations,
    "pivots": _pivots,
    "relation": _relation,
    "identity": _identity,
    "free variables": verify_solution_lines.free_unknowns,
    "pivot unknown": verify_solution_lines.pivot_unknown,
    "rank and nullity": verify_solution_lines.nullity,
    "common vector": verify_pair_lines.common_vector,
    "subspace": verify_pair_lines.subspace,
    "dimension formula": verify_pair_lines.dimension_formula,
    "values at points": _values,
    "Wronskian": _wronskian,
    "sum of squares": _sum_of_squares,
    "case": _case,
    "element of the basis": verify_descriptions.basis_line,
    "dimension": _dimension,
}
# The order of the lines in a derivation.
_ORDER = tuple(_READERS)
