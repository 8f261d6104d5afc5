"""Worked answers in print: results in order in the box and the summary, and every claimed line."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.calculus.readers.values import value as value_of
from backproof.proofreading import scalars
from backproof.proofreading.derivatives.parsing import read
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements
from backproof.proofreading.verifier import verify

KINDS = (
    "stationary",
    "descent",
    "linear_program",
    "set_projection",
    "kkt",
    "likelihood",
    "gaussian",
    "convexity",
    "convex_set",
    "dual",
    "subgradient",
)
_RELATIONS = r"=|<|>|\\leq?(?![A-Za-z])|\\geq?(?![A-Za-z])|\\neq?(?![A-Za-z])"
WORDS = re.compile(r"\\text\{([^{}]*)\}")
_SPACES = re.compile(r"\\(?:,|;|!|:| |quad|qquad|left|right|displaystyle|[bB]igg?[lr]?)(?![A-Za-z])|[\s&]")
_FURTHER_LINE = re.compile(r"\\\\\[\d+pt\]")
_SUM = re.compile(r"\\sum_\{i=1\}\^\{?n\}?\s*(.+)", re.DOTALL)
_CLOSE = 1e-9
# Where names are drawn, as many times as are tried, until a value is defined at so many points.
_UNIT = (0.2, 0.8)
_RANGES = ((0.2, 2.7), _UNIT, (-0.8, 0.8), (-2.7, 2.7), (2.0, 9.0), (-9.0, 9.0))
_TRIED, _POINTS = 200, 3
_ERRORS = (scalars.UnreadableError, TypeError, ValueError, KeyError, IndexError, ZeroDivisionError)


Agrees = Callable[[str, Any, Mapping[str, Any]], bool]


def judge(
    claim: Mapping[str, Any], formulas: Sequence[Formula], agrees: Agrees | None = None
) -> Iterator[Fault]:
    """Yield a fault for each result, line or comparison of numbers that is not as claimed."""
    boxes = [formula for formula in formulas if formula.place == "box"]
    at = formulas[0].start if formulas else 0
    yield from _results(claim, boxes, at, agrees or agrees_in_numbers)
    others = [formula for formula in formulas if formula.place in ("line", "text")]
    # What a task states of a name of the lines is written as its author has typed it.
    yield from _lines(claim, others, at, agrees or agrees_as_typed)
    refuted = [item["sides"] for item in claim.get("says", ()) if "is_refuted" in item]
    for formula in (*others, *boxes):
        yield from _comparisons(formula, refuted)


def judge_summary(
    claim: Mapping[str, Any], row: Sequence[Formula], agrees: Agrees | None = None
) -> Iterator[Fault]:
    """Yield a fault unless the summary's row states the results, in order."""
    yield from _results(claim, row, row[0].start, agrees or agrees_in_numbers)


def _results(claim: Mapping[str, Any], places: Sequence[Formula], at: int, agrees: Agrees) -> Iterator[Fault]:
    found = [(formula, text) for formula in places for text in statements(formula.latex)]
    if len(found) != len(claim["results"]):
        yield Fault(at, f"{len(found)} results are stated, not {len(claim['results'])}")
        return
    for (formula, text), row in zip(found, claim["results"], strict=True):
        words = " ".join(word.strip().removeprefix("is ") for word in WORDS.findall(text))
        left, *others = split(WORDS.sub("", text), r"(?<![<>])=")
        if plain(left) != plain(row["left"]) or words != row["word"] or bool(others) != bool(row["value"]):
            yield Fault(formula.start, f"{text} does not state the result {row['key']}")
        elif others and not agrees(others[-1], row["value"], claim):
            yield Fault(formula.start, f"{text} is not the result {row['key']}")


def _lines(claim: Mapping[str, Any], formulas: Sequence[Formula], at: int, agrees: Agrees) -> Iterator[Fault]:
    """Yield a fault for each claimed equation that is printed otherwise, or not at all."""
    known: dict[str, list[Any]] = {}
    for line in claim["lines"]:
        known.setdefault(plain(line["left"]), []).append(line)
    seen: Counter[str] = Counter()
    for formula in formulas:
        for text in statements(formula.latex):
            bare = WORDS.sub("", text)
            sides, signs = split(bare, _RELATIONS), re.findall(_RELATIONS, bare)
            for (left, right), sign in zip(pairwise(sides), signs, strict=False):
                lines = known.get(plain(left), []) if sign == "=" else []
                agree = [line for line in lines if agrees(right, line["value"], claim)]
                seen.update({_stated(line) for line in agree})
                if lines and not agree:
                    yield Fault(formula.start, f"{text} is not the line {lines[0]['key']}")
    needed = Counter(map(_stated, claim["lines"]))
    for line in claim["lines"]:
        if seen[_stated(line)] < needed[_stated(line)]:
            yield Fault(at, f"the line {line['left']} = ... ({line['key']}) is left out")


def _stated(line: Mapping[str, Any]) -> str:
    """Return an equation as a text: lines of one text are printed as often as they are claimed."""
    return f"{plain(line['left'])} = {line['value']}"


def _comparisons(formula: Formula, refuted: Sequence[Sequence[str]]) -> Iterator[Fault]:
    """Yield a fault for each equation or inequality between numbers that does not hold, unless refuted."""
    for text in statements(formula.latex):
        bare = WORDS.sub("", text)
        sides, signs = split(bare, _RELATIONS), re.findall(_RELATIONS, bare)
        if len(sides) != len(signs) + 1:
            continue
        for left, sign, right in zip(sides, signs, sides[1:], strict=False):
            try:
                a, b = (np.asarray(_read(side, {}), dtype=float) for side in (left, right))
            except _ERRORS:
                continue
            if a.shape != b.shape or not (_holds(a, sign, b) or _is_refuted(left, right, refuted)):
                yield Fault(formula.start, f"{left.strip()} {sign} {right.strip()} does not hold")


def _is_refuted(left: str, right: str, refuted: Sequence[Sequence[str]]) -> bool:
    """Return whether a relation is one that the claim refutes."""
    pairs = [zip((left, right), sides, strict=True) for sides in refuted]
    return any(all(agrees_in_numbers(latex, text, {}) for latex, text in pair) for pair in pairs)


def _holds(a: Any, sign: str, b: Any) -> bool:
    room = _CLOSE * (1 + np.abs(b))
    match sign:
        case "=":
            return bool(np.all(np.abs(a - b) <= room))
        case "<":
            return bool(np.all(a < b))
        case ">":
            return bool(np.all(a > b))
        case r"\le" | r"\leq":
            return bool(np.all(a <= b + room))
        case r"\ge" | r"\geq":
            return bool(np.all(a >= b - room))
    return not np.allclose(a, b)


def plain(latex: str) -> str:
    """Return a formula without spaces and sizes."""
    return _SPACES.sub("", latex).replace("{}", "")


def agrees_in_numbers(latex: str, value: Any, claim: Mapping[str, Any]) -> bool:
    """Return whether a formula has the claimed value, at random values of its names."""
    if isinstance(value, str) and value.startswith("sum("):
        # Over samples that have no numbers, the addends are compared.
        addend = _SUM.fullmatch(latex.strip().rstrip(".,"))
        return addend is not None and agrees_in_numbers(addend[1].replace("x_i", "{x}"), value[4:-1], claim)
    return _agrees(_read, latex, value, claim)


def agrees_as_typed(latex: str, value: Any, claim: Mapping[str, Any]) -> bool:
    """Return whether a formula has the claimed value, as one of numbers or as typed."""
    return agrees_in_numbers(latex, value, claim) or (
        isinstance(value, str) and _agrees(_typed, latex, value, claim)
    )


def _agrees(read_: Callable[..., Any], latex: str, value: Any, claim: Mapping[str, Any]) -> bool:
    """Return whether a formula that is read so has a value wherever it is tried."""
    names = tuple(dict.fromkeys((*claim.get("variables", ()), *claim.get("symbols", ()), "t", "x")))
    tried = _tried(names, frozenset(claim.get("unit", ())), _frozen(value))
    try:
        return bool(tried) and all(_same(read_(latex, at), wanted) for at, wanted in tried)
    except (UnclearError, *_ERRORS):
        return False


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _typed(latex: str, drawn: Mapping[str, float]) -> Any:
    """Return the value of a formula with the functions of the expression language."""
    node = read(latex.strip(), tuple(drawn), ())
    return value_of(node, {name: np.full((1, 1), x) for name, x in drawn.items()}, {}, {}).reshape(())


@lru_cache(4096)
def _tried(
    names: tuple[str, ...], unit: frozenset[str], value: Any
) -> tuple[tuple[Mapping[str, float], Any], ...]:
    """Return numbers for names, with the claimed value there: as many as are wanted, or none."""
    rng = np.random.default_rng(8)
    found = []
    for count in range(_TRIED):
        low, high = _RANGES[max(0, count - _POINTS) % len(_RANGES)]
        drawn = {n: float(rng.uniform(*(_UNIT if n in unit else (low, high)))) for n in names}
        if (wanted := _value_at(value, drawn)) is not None:
            found.append((drawn, wanted))
        if len(found) == _POINTS:
            return tuple(found)
    return ()


def _value_at(value: Any, names: Mapping[str, float]) -> Any:
    """Return a claimed value; None if it is not defined, or names anything else."""
    try:
        with np.errstate(all="ignore"):
            found = np.asarray(_value(value, names), dtype=float)
    except (verify.DoubtError, ValueError, TypeError, AttributeError, ZeroDivisionError, OverflowError):
        return None
    return None if np.any(np.isnan(found)) else found


def _read(latex: str, names: Mapping[str, float]) -> Any:
    """Return the value of a formula: a number, a matrix, or a list for a point or interval."""
    text = _FURTHER_LINE.sub(r"\\\\", latex)
    text = re.sub(r"\\(?:left|right)(?=[()\[\]])|\\(?:quad|qquad|,|;)(?![A-Za-z])", " ", text)
    # Names of several letters are upright, and read as commands.
    text = re.sub(r"\\mathrm\{([A-Za-z]{2,})\}", r"\\\1", text).strip().rstrip(".,;").strip()
    if text[:1] in ("(", "[") and text[-1:] in (")", "]"):
        inside = split(text[1:-1], ",")
        if len(inside) > 1 and len(split(text, ",")) == 1:
            return [_read(item, names) for item in inside]
    keyed = {key: value for name, value in names.items() for key in _keys(name)}
    return scalars.evaluate(text, {**keyed, r"\infty": math.inf})


@lru_cache(1024)
def _keys(name: str) -> tuple[str, ...]:
    """Return a name as LaTeX prints it, without braces: x1 as x_1, lambda as a command."""
    stem = re.split(r"_|\d+$", name, maxsplit=1)[0]
    index = name[len(stem) :].strip("_")
    command = "lambda" if stem == "lam" else stem
    return tuple(f"{letter}_{index}" if index else letter for letter in (stem, f"\\{command}"))


def _value(value: Any, names: Mapping[str, float]) -> Any:
    if isinstance(value, tuple):
        return [_value(item, names) for item in value]
    return float(verify.entry(value.replace("oo", "infinity"), {**names, "infinity": math.inf}))


def _same(a: Any, b: Any) -> bool:
    left, right = np.real_if_close(np.asarray(a)), np.asarray(b, dtype=float)
    if np.iscomplexobj(left):
        return False
    if left.ndim == 0 and right.shape in ((1,), (1, 1)):
        right = right.reshape(())
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=_CLOSE, atol=_CLOSE))
