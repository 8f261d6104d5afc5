"""Questions about dimensions: statements, matrices and row operations in print, held against the claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from backproof.proof import verify as verifier
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, group_at, split, statements
from backproof.proofreading.scalars import UnreadableError, evaluate, matrix, name_of

verify: Any = verifier  # It carries no annotations.
TOLERANCE = 1e-7
_ARRAY = re.compile(r"\\begin\{array\}\{[rcl|]*\}(.*?)\\end\{array\}", re.DOTALL)
_MATRIX = re.compile(r"\\begin\{[bp]matrix\}(.*?)\\end\{[bp]matrix\}", re.DOTALL)
_SPAN = re.compile(r"\\operatorname\{span\}\s*(?:\\left)?\\\{(.*?)(?:\\right)?\\\}\s*(?==|$)", re.DOTALL)
_NAMED = re.compile(r"(?:\\operatorname\{col\}|\\operatorname\{row\}|N)\s*\((?P<name>[^()]*)\)")
_INTERVAL = re.compile(r"[\[(](?P<low>[^,]+),(?P<high>[^,]+)[\])]")
# Sides of an equation that stand for something without a value here, and formulas that are no expressions.
_SYMBOLIC = re.compile(
    r"\\det|span|\\text|dots|operatorname|^[A-Za-z](?:_\{?\w+\}?)?$|\\infty|^[A-Z]\w*\(|W\(|^[A-Z]\w*\s*x$|'$|,"
)
_NO_EXPRESSION = re.compile(
    r"\\(?:in|le|ge|ne|text|mathbf|mathbb|operatorname|infty|dim|det|[lc]?dots|to|cup)(?![A-Za-z])|[<>]|^\w$"
)
_BASIS_FUNCTION = re.compile(r"f_\{?\d+\}?")
_NULL = ("null_space", "homogeneous_system")


@dataclass(frozen=True)
class Space:
    """A claim's elements, and names with values: vectors of vectors, values of functions at points."""

    claim: Mapping[str, Any]

    @cached_property
    def judge(self) -> Any:
        """The claim as the verifier reads it."""
        return verify.Dimension(self.claim)

    @cached_property
    def has_symbols(self) -> bool:
        """True if the dimension depends on symbols, whose values the pages leave open."""
        return bool(self.judge.symbols)

    @cached_property
    def columns(self) -> Any:
        """The given elements as columns: their entries, or their values at points."""
        return np.array(self.judge.columns(), dtype=float)

    @cached_property
    def elements(self) -> list[Any]:
        """The given elements: columns, or matrices as they are stated."""
        if self.claim["space"] == "matrices":
            return [np.array(verify.entries(item), dtype=float) for item in self.claim["items"]]
        return [self.columns[:, [i]] for i in range(self.columns.shape[1])]

    @cached_property
    def names(self) -> dict[str, Any]:
        """The names on the page with their values."""
        typed = [_printed(name) for name in self.claim["names"]]
        found = {name: element for name, element in zip(typed, self.elements, strict=False) if name}
        if self.claim["space"] in _NULL and self.claim.get("basis"):
            rng = np.random.default_rng(3)
            basis = np.array(verify.entries(self.claim["basis"]), dtype=float)
            solution = np.asarray(rng.standard_normal(len(basis)) @ basis, dtype=float)
            found |= dict(zip(map(_printed, self.claim["coordinates"]), solution, strict=True))
        return found

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        """Values of the variables of polynomials and functions; one empty point for other spaces."""
        if self.claim["space"] not in ("polynomials", "functions"):
            return [{}]
        drawn = islice(self.judge.places({}), 3)
        return [{name_of(name): float(number) for name, number in at.items()} for at, _ in drawn]

    @property
    def has_points(self) -> bool:
        """True if the elements are functions of variables."""
        return self.points != [{}]


def _printed(name: str) -> str:
    """Return a typed name as it is keyed on the page: x1 as x_1."""
    return re.sub(r"(?<=[a-zA-Z])(\d+)$", r"_\1", name)


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each statement, matrix or row operation of a part that does not hold."""
    space = Space(claim)
    if space.has_symbols:
        return
    boxes = [f for f in formulas if f.place in ("box", "result")]
    if len(boxes) != 1:
        yield Fault(formulas[0].start if formulas else 0, f"{len(boxes)} boxes, not one, state the dimension")
    # Of two spaces, only the answer is judged: their lines are about three spaces at once.
    are_two = claim["space"] in ("sum", "intersection")
    for formula in boxes if are_two else formulas:
        if formula.place != "stage":
            for statement in statements(formula.latex):
                if fault := _judged(space, statement, is_answer=formula.place == "box"):
                    yield Fault(formula.start, fault)
    if not are_two:
        yield from _elimination(space, [f for f in formulas if f.place == "stage"])


def judge_summary(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless the summary's row states the dimension."""
    space = Space(claim)
    if space.has_symbols:
        return
    for formula in formulas:
        if fault := _judged(space, formula.latex.strip(), is_answer=True):
            yield Fault(formula.start, fault)


def _judged(space: Space, statement: str, *, is_answer: bool) -> str:
    """Return what is wrong with a statement, or ""."""
    text = re.split(r"\\neq?(?![A-Za-z])", statement)[0]
    sides = [side.strip() for side in split(text, r"=")]
    is_dimension = sides[0].startswith(r"\dim")
    if is_answer and not is_dimension:
        return f"{statement} states no dimension"
    if is_dimension and (fault := _dimension(space, sides)):
        return fault
    if is_dimension:
        return ""
    if "span" in sides[-1] and len(sides) > 1 and space.claim["space"] in _NULL:
        return _basis(space, sides)
    if family := _SPAN.search(statement):
        return _family(space, family[1])
    return _equation(space, sides) if len(sides) > 1 else _expression(space, sides[0])


def _dimension(space: Space, sides: Sequence[str]) -> str:
    stated = space.claim["dimension"]
    for side in sides[1:]:
        try:
            if evaluate(side, {}) != stated:
                return f"{side} is not the dimension {stated}"
        except UnreadableError as error:
            return f"{side} cannot be read back: {error}"
    if len(sides) < 2:
        return f"{sides[0]} is no equation"
    named = _NAMED.search(sides[0])
    if named and space.claim["name"] and name_of(named["name"]) != name_of(space.claim["name"]):
        return f"{sides[0]} is not the space of {space.claim['name']}"
    family = _SPAN.search(sides[0])
    return _family(space, family[1]) if family else ""


def _family(space: Space, inside: str) -> str:
    """Compare the elements that a span lists with those of the question."""
    items = [item.strip() for item in split(inside, r",(?:\\[;, ]|\s)*")]
    if any("dots" in item for item in items):
        return ""
    if len(items) != len(space.claim["items"]) and space.claim["space"] != "row_space":
        return f"a span of {len(items)} elements is printed, not of {len(space.claim['items'])}"
    texts = space.claim["items"] if space.points != [{}] else None
    for i, item in enumerate(items):
        for point in space.points:
            try:
                found = np.asarray(evaluate(item, space.names | point), dtype=float)
            except UnreadableError:
                if texts is None:
                    continue
                return f"{item} cannot be read back"
            wanted = space.elements[i] if texts is None else float(verify.entry(texts[i], point))
            if found.shape != np.shape(wanted) or np.max(np.abs(found - wanted)) > TOLERANCE * max(
                1.0, float(np.max(np.abs(wanted)))
            ):
                return f"{item} is not element {i + 1} of the question"
    return ""


def _basis(space: Space, sides: Sequence[str]) -> str:
    vectors = [matrix(found) for found in _MATRIX.findall(sides[-1])]
    if not vectors:
        return ""
    joint = np.hstack(vectors)
    rows = space.columns
    if joint.shape[0] != rows.shape[1] or np.max(np.abs(rows @ joint)) > TOLERANCE * np.max(np.abs(joint)):
        return "a printed vector does not solve the system"
    if joint.shape[1] != space.claim["dimension"] or np.linalg.matrix_rank(joint) != joint.shape[1]:
        return "the printed vectors are no basis of the solutions"
    return ""


def _equation(space: Space, sides: Sequence[str]) -> str:
    """Judge an equation: if one of its sides can be read, so can all others that are no symbols."""
    read = [(side, _values(space, side)) for side in sides]
    known = [(side, values) for side, values in read if values is not None]
    unknown = [side for side, values in read if values is None and not _SYMBOLIC.search(side)]
    # The equations of a system are in its unknowns, which have no values here.
    if known and unknown and space.claim["space"] != "homogeneous_system":
        return f"{unknown[0]} cannot be read back"
    for side, values in known[1:]:
        if not _same(values, known[0][1]):
            return f"{known[0][0]} = {side} does not hold"
    if known and _BASIS_FUNCTION.fullmatch(sides[0]) and space.has_points:
        return _expression(space, sides[-1])
    return ""


def _expression(space: Space, latex: str) -> str:
    """Judge an expression in a sentence: an element, or what a row stands for; or the ends of the domain."""
    if (interval := _INTERVAL.fullmatch(latex)) and space.claim["space"] == "functions":
        return _interval(space, interval)
    if not space.has_points or _NO_EXPRESSION.search(latex):
        return ""
    known = [*space.claim["items"], *space.claim["coordinates"]]
    for item in split(latex, r",(?:\\[;, ]|\s)*"):
        values = _values(space, item.strip())
        wanted = ([np.float64(verify.entry(text, point)) for point in space.points] for text in known)
        if values is None or not any(_same(values, expected) for expected in wanted):
            return f"{item} is no element of the question"
    return ""


def _interval(space: Space, interval: re.Match[str]) -> str:
    ends = [
        [float(verify.entry(end)) for end in piece[1:-1].split(",") if "oo" not in end]
        for piece in space.claim["domain"]
    ]
    try:
        found = [evaluate(end, {}) for end in interval.groups() if r"\infty" not in end]
    except UnreadableError as error:
        return f"{interval[0]} cannot be read back: {error}"
    return (
        ""
        if any(np.allclose(found, piece) for piece in ends if len(piece) == len(found))
        else (f"{interval[0]} is not the domain")
    )


def _values(space: Space, side: str) -> list[Any] | None:
    """Return the value of one side at each point; None if it cannot be read."""
    determinant = re.fullmatch(r"\\det\s*(\\begin\{[bp]matrix\}.*\\end\{[bp]matrix\})", side, re.DOTALL)
    try:
        if determinant:
            return [np.linalg.det(evaluate(determinant[1], {}))] * len(space.points)
        return [np.asarray(evaluate(side, space.names | point)) for point in space.points]
    except (UnreadableError, np.linalg.LinAlgError):
        return None


def _same(a: Sequence[Any], b: Sequence[Any]) -> bool:
    return all(
        (np.shape(x) == np.shape(y) or 0 in (np.ndim(x) or x, np.ndim(y) or y))
        and np.max(np.abs(x - y)) <= TOLERANCE * max(1.0, np.max(np.abs(y)))
        for x, y in zip(a, b, strict=True)
    )


def _elimination(space: Space, stages: Sequence[Formula]) -> Iterator[Fault]:
    """Replay the printed row operations on the printed matrices."""
    matrices: list[Any] = []
    for stage in stages:
        array = _ARRAY.search(stage.latex)
        if array is None:
            continue
        try:
            found = matrix(
                re.sub(r"\\pivot\{((?:[^{}]|\{[^{}]*\})*(?:\{(?:[^{}]|\{[^{}]*\})*\})?)\}", r"\1", array[1])
            )
            if matrices and (operations := _operations(stage.latex)):
                expected = replay(matrices[-1], operations)
                if expected.shape != found.shape or not np.allclose(
                    expected, found, rtol=TOLERANCE, atol=TOLERANCE
                ):
                    yield Fault(stage.start, "the row operations do not lead to this matrix")
        except (UnreadableError, ValueError) as error:
            yield Fault(stage.start, f"this stage cannot be read back: {error}")
            return
        matrices.append(found)
    if not matrices:
        return
    first, last = space.claim.get("matrix", []), space.claim.get("reduced", [])
    for printed, claimed, at in ((matrices[0], first, stages[0]), (matrices[-1], last, stages[-1])):
        wanted = np.array(verify.entries(claimed), dtype=float)
        if printed.shape != wanted.shape or not np.allclose(printed, wanted):
            yield Fault(at.start, "this is not the claimed matrix")
    yield from _pivots(space, stages[-1])


def _pivots(space: Space, stage: Formula) -> Iterator[Fault]:
    array = _ARRAY.search(stage.latex)
    rows = [row.split("&") for row in re.split(r"\\\\", array[1] if array else "") if row.strip()]
    marked = [(i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if r"\pivot" in entry]
    if marked != [(i, j) for i, j in enumerate(space.claim["pivots"])]:
        yield Fault(stage.start, "other entries than the pivots are marked")


def _operations(latex: str) -> list[str]:
    r"""Return the operations on an arrow: those in its argument, then those in its option."""
    start = latex.find(r"\xrightarrow")
    if start < 0:
        return []
    option = re.match(r"\\xrightarrow\[(.*?)\](?=\{)", latex[start:], re.DOTALL)
    above, _ = group_at(latex, start + (option.end() if option else len(r"\xrightarrow")))
    below = option[1] if option else ""
    lines = (re.sub(r"\\substack\{(.*)\}\s*$", r"\1", group, flags=re.DOTALL) for group in (above, below))
    texts = [text.strip() for group in lines for text in re.split(r",(?:\\\\)?\s*(?=R_)", group)]
    return [text for text in texts if text and r"\text" not in text]


def replay(rows: Any, operations: Sequence[str]) -> Any:
    r"""Return the matrix after row operations such as R_2 \leftarrow R_2 - 3R_1, R_1 \leftrightarrow R_2."""
    found = np.array(rows, dtype=float)
    for text in operations:
        target, arrow, rest = re.split(r"\\(leftarrow|leftrightarrow)(?![A-Za-z])", text)
        i = int(re.sub(r"\D", "", target)) - 1
        names = {f"R_{k + 1}": found[k].copy() for k in range(len(found))}
        if arrow == "leftrightarrow":
            j = int(re.sub(r"\D", "", rest)) - 1
            found[[i, j]] = found[[j, i]]
        else:
            if i not in [int(k) - 1 for k in re.findall(r"R_\{?(\d+)", rest)]:
                raise UnreadableError(f"{text} forgets its own row")
            found[i] = evaluate(rest, names)
    return found
