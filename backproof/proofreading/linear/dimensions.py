"""Questions about dimensions: statements, matrices and row operations in print, held against the claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, group_at, split, statements
from backproof.proofreading.linear import cases, pairs
from backproof.proofreading.linear.space import NULL_SPACES, TOLERANCE, Space, equal, same, values_of
from backproof.proofreading.scalars import UnreadableError, evaluate, matrix, name_of

_ARRAY = re.compile(r"\\begin\{array\}\{[rcl|]*\}(.*?)\\end\{array\}", re.DOTALL)
_MATRIX = re.compile(r"\\begin\{[bp]matrix\}(.*?)\\end\{[bp]matrix\}", re.DOTALL)
_SPAN = re.compile(r"\\operatorname\{span\}\s*(?:\\left)?\\\{(.*?)(?:\\right)?\\\}\s*(?==|$)", re.DOTALL)
_NAMED = re.compile(r"(?:\\operatorname\{col\}|\\operatorname\{row\}|N)\s*\((?P<name>[^()]*)\)")
_PIVOT = re.compile(r"\\pivot\{((?:[^{}]|\{[^{}]*\})*(?:\{(?:[^{}]|\{[^{}]*\})*\})?)\}")
_FIELD = re.compile(r"\\mathbb\{(?P<letter>[FC])\}(?:_\{?(?P<prime>\d+)\}?)?")
_INTERVAL = re.compile(r"[\[(](?P<low>[^,]+),(?P<high>[^,]+)[\])]")
# Sides of an equation that stand for something without a value here, and formulas that are no expressions.
_SYMBOLIC = re.compile(
    r"\\det|span|\\text|dots|operatorname|^[A-Za-z](?:_\{?\w+\}?)?$|\\infty|^[A-Z]\w*\(|W\(|^[A-Z]\w*\s*x$|'$|,"
)
_NO_EXPRESSION = re.compile(
    r"\\(?:in|leq?|geq?|neq?|text|mathbf|mathbb|operatorname|infty|dim|det|[lc]?dots|to|cup)(?![A-Za-z])|[<>]|^\w$"
)
_BRACKETED = re.compile(rf"\\left[\[(]\s*{_ARRAY.pattern}\s*\\right[\])]|{_MATRIX.pattern}", re.DOTALL)
_BY_MATRIX, _NAME_AND_MATRIX = ("column_space", "row_space", "null_space"), 2
_BASIS_FUNCTION = re.compile(r"f_\{?\d+\}?")


def judge(space: Space, formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each statement, matrix or row operation of a part that does not hold."""
    boxes = [f for f in formulas if f.place in ("box", "result")]
    if len(boxes) != 1:
        yield Fault(formulas[0].start if formulas else 0, f"{len(boxes)} boxes, not one, state the dimension")
    for formula in formulas:
        if (
            formula.place != "stage"
            and not cases.is_case(formula.latex)
            and not space.describes(formula.latex)
        ):
            for statement in statements(cases.without_cases(formula.latex)):
                if fault := _judged(space, statement, is_answer=formula.place == "box"):
                    yield Fault(formula.start, fault)
        field = _FIELD.fullmatch(formula.latex.strip())
        if field and (field["letter"], int(field["prime"] or 0)) != ("FC"[space.is_complex], space.prime):
            yield Fault(formula.start, f"{formula.latex} is not the field of the question")
    yield from cases.judge(space, formulas)
    yield from _elimination(space, [f for f in formulas if f.place == "stage"])


def judge_summary(space: Space, formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless the summary's row states the dimension."""
    yield from cases.judge(space, formulas)
    for formula in formulas:
        if fault := _judged(space, cases.without_cases(formula.latex), is_answer=True):
            yield Fault(formula.start, fault)


def _judged(space: Space, statement: str, *, is_answer: bool) -> str:
    """Return what is wrong with a statement, or ""."""
    text, *other = re.split(r"\\neq?(?![A-Za-z])", statement)
    sides = [side.strip() for side in split(text, r"=")]
    if other and (fault := _nonzero(space, sides[-1], other[0].strip())):
        return fault
    if sides[0].startswith(r"\dim"):
        return pairs.dimension_stated(space, text) if space.is_pair else _dimension(space, sides)
    if is_answer:
        return f"{statement} states no dimension"
    return "" if other and len(sides) == 1 else _line(space, sides, statement)


def _line(space: Space, sides: Sequence[str], statement: str) -> str:
    """Return what is wrong with a statement that is about no dimension, or ""."""
    if space.claim["space"] in _BY_MATRIX and (fault := _asked(space, sides)):
        return fault
    if "span" in sides[-1] and len(sides) > 1 and space.claim["space"] in NULL_SPACES:
        return _basis(space, sides)
    if family := _SPAN.search(statement):
        return _family(space, family[1])
    return _equation(space, sides) if len(sides) > 1 else _expression(space, sides[0])


def _asked(space: Space, sides: Sequence[str]) -> str:
    """Compare a matrix that stands alone, or after its name, with that of the question."""
    found = _BRACKETED.fullmatch(sides[-1].strip())
    is_named = len(sides) == 1 or name_of(sides[0]) == name_of(space.claim["name"] or "A")
    if found is None and len(sides) == _NAME_AND_MATRIX and is_named and _BRACKETED.search(sides[-1]):
        return f"{sides[0]} is not the matrix of the question alone"
    if found is None or not is_named or len(sides) > _NAME_AND_MATRIX:
        return ""
    printed = space.settled(matrix(found[1] or found[2], space.symbols))
    wanted = space.numbers(space.claim["items"])
    is_same = printed.shape == wanted.shape and np.allclose(printed, wanted, rtol=TOLERANCE, atol=TOLERANCE)
    return "" if is_same else "this is not the matrix of the question"


def _nonzero(space: Space, left: str, right: str) -> str:
    """Judge an inequality: its sides differ, at the symbols' values if there are any."""
    values, others = values_of(space, left), values_of(space, right)
    differ = values is None or others is None or not equal(space, values, others)
    return "" if differ else f"{left} is {right}"


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
                values = space.array(evaluate(item, space.names | space.symbols | point))
                found = space.settled(values) if texts is None else values
            except UnreadableError:
                if texts is None:
                    continue
                return f"{item} cannot be read back"
            wanted = space.elements[i] if texts is None else space.number(texts[i], point)
            if found.shape != np.shape(wanted) or np.max(np.abs(found - wanted)) > TOLERANCE * max(
                1.0, float(np.max(np.abs(wanted)))
            ):
                return f"{item} is not element {i + 1} of the question"
    return ""


def _basis(space: Space, sides: Sequence[str]) -> str:
    vectors = [matrix(found, space.symbols) for found in _MATRIX.findall(sides[-1])]
    if not vectors:
        return ""
    joint = space.settled(np.hstack(vectors))
    rows = space.columns
    if joint.shape[0] != rows.shape[1] or np.max(np.abs(space.settled(rows @ joint))) > TOLERANCE * np.max(
        np.abs(joint)
    ):
        return "a printed vector does not solve the system"
    if joint.shape[1] != space.claim["dimension"] or space.rank(joint) != joint.shape[1]:
        return "the printed vectors are no basis of the solutions"
    return ""


def _equation(space: Space, sides: Sequence[str]) -> str:
    """Judge an equation: if one of its sides can be read, so can all others that are no symbols."""
    read = [(side, values_of(space, side)) for side in sides]
    known = [(side, values) for side, values in read if values is not None]
    unknown = [side for side, values in read if values is None and not _SYMBOLIC.search(side)]
    # The equations of a system are in its unknowns, which have no values here.
    if known and unknown and space.claim["space"] != "homogeneous_system":
        return f"{unknown[0]} cannot be read back"
    for side, values in known[1:]:
        if not equal(space, values, known[0][1]):
            return f"{known[0][0]} = {side} does not hold"
    if known and _BASIS_FUNCTION.fullmatch(sides[0]) and space.has_points:
        return _expression(space, sides[-1])
    return ""


def _expression(space: Space, latex: str) -> str:
    """Judge an expression in a sentence: an element, or what a row stands for; or the ends of the domain."""
    if (interval := _INTERVAL.fullmatch(latex)) and space.claim["space"] == "functions":
        return _interval(space, interval)
    if not space.has_points or latex.strip() in space.symbols or _NO_EXPRESSION.search(latex):
        return ""
    known = [*space.claim["items"], *space.claim["coordinates"]]
    for item in split(latex, r",(?:\\[;, ]|\s)*"):
        values = values_of(space, item.strip())
        wanted = ([np.asarray(space.number(text, point)) for point in space.points] for text in known)
        if values is None or not any(same(values, expected) for expected in wanted):
            return f"{item} is no element of the question"
    return ""


def _interval(space: Space, interval: re.Match[str]) -> str:
    ends = [
        [space.number(end, {}) for end in piece[1:-1].split(",") if "oo" not in end]
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


def _elimination(space: Space, stages: Sequence[Formula]) -> Iterator[Fault]:
    """Replay the printed row operations on the printed matrices."""
    matrices: list[Any] = []
    for stage in stages:
        array = _ARRAY.search(stage.latex)
        if array is None:
            continue
        try:
            typed = matrix(_PIVOT.sub(r"\1", array[1]), space.symbols)
            found = space.settled(typed)
            if space.prime and not np.array_equal(typed, found):
                yield Fault(stage.start, f"a number of this matrix is none of 0 to {space.prime - 1}")
            if matrices and (operations := operations_of(stage.latex)):
                expected = space.settled(replay(matrices[-1], operations, space.symbols))
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
        wanted = space.numbers(claimed)
        if printed.shape != wanted.shape or not np.allclose(printed, wanted):
            yield Fault(at.start, "this is not the claimed matrix")
    yield from _pivots(space, stages[-1])


def _pivots(space: Space, stage: Formula) -> Iterator[Fault]:
    array = _ARRAY.search(stage.latex)
    rows = [row.split("&") for row in re.split(r"\\\\", array[1] if array else "") if row.strip()]
    marked = [(i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if r"\pivot" in entry]
    if marked != [(i, j) for i, j in enumerate(space.claim["pivots"])]:
        yield Fault(stage.start, "other entries than the pivots are marked")


def operations_of(latex: str) -> list[str]:
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


def replay(rows: Any, operations: Sequence[str], symbols: Mapping[str, float] | None = None) -> Any:
    r"""Return the matrix after row operations such as R_2 \leftarrow R_2 - 3R_1, R_1 \leftrightarrow R_2."""
    factors = symbols or {}
    found = np.array(rows, dtype=complex if any(map(np.iscomplexobj, (rows, *factors.values()))) else float)
    for text in operations:
        target, arrow, rest = re.split(r"\\(leftarrow|leftrightarrow)(?![A-Za-z])", text)
        i = int(re.sub(r"\D", "", target)) - 1
        names = {**factors, **{f"R_{k + 1}": found[k].copy() for k in range(len(found))}}
        if arrow == "leftrightarrow":
            j = int(re.sub(r"\D", "", rest)) - 1
            found[[i, j]] = found[[j, i]]
        else:
            if i not in [int(k) - 1 for k in re.findall(r"R_\{?(\d+)", rest)]:
                raise UnreadableError(f"{text} forgets its own row")
            found[i] = evaluate(rest, names)
    return found
