"""Answers about matrices in print: equations between matrices, eliminations, and the box, as claimed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements
from backproof.proofreading.linear import eliminations
from backproof.proofreading.linear.eliminations import equal
from backproof.proofreading.linear.headings import by_heading, cases_of, where, wrong_headings
from backproof.proofreading.linear.space import printed_names
from backproof.proofreading.linear.substitution import Substitution, number_of, value_of
from backproof.proofreading.scalars import UnreadableError, evaluate, name_of
from backproof.proofreading.verifier import verify

_MATRIX = re.compile(r"\\begin\{[bp]matrix\}((?:(?!\\begin\{[bp]matrix\}).)*?)\\end\{[bp]matrix\}", re.DOTALL)
_LISTED = re.compile(rf"{_MATRIX.pattern}(?:\^\{{\\top\}})?", re.DOTALL)
# Matrices of more than ten columns are arrays.
_WIDE = re.compile(r"\\left\(\\begin\{array\}\{r+\}(.*?)\\end\{array\}\\right\)", re.DOTALL)
_NAME = r"\\?[A-Za-z]+(?:_\{?\w+\}?)?"
_SIMPLE = re.compile(r"\\?[A-Za-z]+(?:_\w+)?")
_ACCENTED = re.compile(r"\\(?:hat|bar|tilde|vec|overline|widehat)(?=[A-Za-z]$)")
# A quadratic or Hermitian form in a vector that stands for all vectors.
_FORM = re.compile(r"x\s*\^\s*\{?(?:\\top|\*)\}?\s*")
_SIGNED_FORM = re.compile(rf"{_FORM.pattern}.*?x\s*(<|>|\\le|\\ge)(?![A-Za-z])\s*0")
_SIGNS = {
    "positive definite": ">",
    "negative definite": "<",
    "positive semidefinite": r"\ge",
    "negative semidefinite": r"\le",
}
_NORM = re.compile(r"\\lVert((?:(?!\\[lr]Vert).)*)\\rVert(?!\s*_)", re.DOTALL)
_RAISED = re.compile(rf"({_NAME})\s*\^(\\top(?![A-Za-z])|\{{\\top\}}|\*|\d|[a-z](?![A-Za-z])|\{{-?\d+\}})")
_DETERMINANT = re.compile(rf"\\det\s*({_NAME})")
_POWER_OF_GROUP = re.compile(r"\)\s*\^")
_CUT = re.compile(r"[<>]|\\(?:le|ge|neq?|leq|geq|in)(?![A-Za-z])")
_CASE = re.compile(r"(?P<condition>.*):\s*\\quad", re.DOTALL)
_CONTRADICTION = re.compile(r"0 = ((?!0$).*)", re.DOTALL)
_COLUMN = re.compile(r"\\begin[bp]matrix(.*)\\end[bp]matrix")
_UNIT = re.compile(r"\bi\b")
_GENERAL = "solutions with parameters"
_SOLVED = ("unique solution", _GENERAL)
# The word in a box, and that of a form which is zero.
_WORD = re.compile(r"\\text\{((?:positive|negative|indefinite)[a-z ]*)\}")
_ZERO_WORD = "positive and negative semidefinite"
_ERRORS = (UnreadableError, ValueError, TypeError, IndexError, np.linalg.LinAlgError)


@dataclass(frozen=True)
class Scope:
    """The names of one case with their values at one sample, as they are printed."""

    claim: Mapping[str, Any]
    case: Mapping[str, Any]
    sample: Mapping[str, str]

    @cached_property
    def learned(self) -> dict[str, int]:
        """The names that statements have given a value, such as S = ..., with the case; empty at first."""
        return {}

    @cached_property
    def symbols(self) -> dict[str, Any]:
        """The values of the symbols by the names of the claim, each of which may name those before it."""
        found: dict[str, Any] = {}
        for name, text in self.sample.items():
            found[name] = verify.sampled(text, found)
        return found

    @cached_property
    def is_complex(self) -> bool:
        """Return whether i is the imaginary unit: a text of the claim holds it, or eigenvalues are pairs."""
        if any(isinstance(x, complex) for x in self.symbols.values()):
            return True
        return (self.case["task"] == "complex eigenvalues" and not self.symbols) or any(
            _UNIT.search(text) for part in (self.claim["given"], self.case["found"]) for text in part.values()
        )

    def number(self, text: str) -> Any:
        """Return the matrix that a text of the claim states."""
        found = verify.table(text, {**verify.UNIT, **self.symbols})
        return np.asarray(found, dtype=complex if self.is_complex else float)

    @cached_property
    def found(self) -> dict[str, Any]:
        """The found matrices by their names in the claim."""
        return {name: self.number(text) for name, text in self.case["found"].items()}

    @cached_property
    def names(self) -> dict[str, Any]:
        """All names as they are printed, with their values; free unknowns have random ones."""
        rng = np.random.default_rng(20261127)
        free = {name: rng.uniform(1, 2) for name in self.case["free"]}
        values = {name: self.number(text) for name, text in self.claim["given"].items()} | self.found
        printed = self.claim["printed"] | self.case["printed"]
        named = {
            shown: part
            for name, value in values.items()
            for whole, item in items(value, printed[name])
            for shown, part in _with_components(name_of(whole), item)
        }
        if free:
            unknown = printed["x"] if self.case["task"] == _GENERAL else "x"
            general = values["x"] + (values["N"].T @ np.array([*free.values()])[:, None])
            named |= dict(_with_components(name_of(unknown), value_of(general)))
        if self.case["task"] in _SOLVED:
            named = {f"x_{i}": number_of(x) for i, x in enumerate(np.ravel(named.get("x", ())), 1)} | named
        unit = {"i": 1j} if self.is_complex else {}
        symbols = printed_names(self.symbols)
        return unit | named | symbols | printed_names(free)

    @cached_property
    def exact(self) -> list[Any]:
        """The matrices of the claim whose entries are fractions, as rows."""
        texts = [*self.claim["given"].values(), *self.case["found"].values()]
        tables = [verify.table(text, {**verify.UNIT, **self.symbols}) for text in texts]
        return [table for table in tables if all(isinstance(x, Fraction) for x in table.flat)]

    @cached_property
    def with_vector(self) -> Scope:
        """The same names, and a vector x with its entries: any one, as the A of a form x^T A x takes."""
        found = replace(self)
        size = len(next(iter(self.claim["given"].values()), "").split("],"))
        values = np.random.default_rng(20261128).uniform(-2, 2, (size, 1))
        if self.is_complex:
            values = values + 1j * np.random.default_rng(5).uniform(-2, 2, (size, 1))
        entries = {f"x_{i}": number_of(x) for i, x in enumerate(values.flat, 1)}
        vars(found)["names"] = {**entries, **self.names, "x": value_of(values)}
        return found

    def read(self, latex: str) -> Any:
        """Return the value of a formula; UnreadableError if it has none."""
        named = Substitution(dict(self.names), lambda: self.exact)

        def measured(found: re.Match[str]) -> str:
            if "W" in self.claim["given"]:
                raise UnreadableError(found[0])  # The norm of another inner product.
            return named.added(float(np.linalg.norm(self.read(found[1]))))

        marked = [n for n in self.names if not _SIMPLE.fullmatch(n) or _ACCENTED.match(n)]
        norms = [name for name in marked if "lVert" in name]
        text = _NORM.sub(measured, named.substituted(latex, norms))
        text = _WIDE.sub(r"\\begin{pmatrix}\1\\end{pmatrix}", text)
        others = [name for name in marked if name not in norms]
        text = named.substituted(_MATRIX.sub(named.numbered, text), others)
        text = _DETERMINANT.sub(named.determined, _RAISED.sub(named.raised, text))
        names = named.values
        if _POWER_OF_GROUP.search(text) and any(np.ndim(names[n]) for n in names if _is_in(n, text)):
            raise UnreadableError(latex)
        found = evaluate(text, names)
        return value_of(found) if np.ndim(found) else found


def _is_in(name: str, text: str) -> bool:
    """Return whether a formula has a name, and not only one that begins or ends like it."""
    return re.search(rf"(?<![A-Za-z\\_]){re.escape(name)}(?![\w])", name_of(text)) is not None


def items(value: Any, printed: str | Sequence[str]) -> list[tuple[str, Any]]:
    """Return each printed name with its value: the matrix, or each of its rows as a column."""
    if isinstance(printed, str):
        return [(printed, value_of(value))] if printed else []
    return [(name, value_of(row[:, None])) for name, row in zip(printed, value, strict=True)]


def _with_components(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a name with its value, and the unknowns that a column of names consists of with theirs."""
    yield name, value
    if column := _COLUMN.fullmatch(name):
        unknowns = column[1].split(r"\\")
        if np.shape(value) == (len(unknowns), 1):
            yield from ((unknown, number_of(x)) for unknown, x in zip(unknowns, value.flat, strict=True))


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula], row: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each false equation, elimination or box of a part, and for each in its row."""
    scopes = [[Scope(claim, case, sample) for sample in case["samples"]] for case in claim["cases"]]
    boxes = [f for f in formulas if f.place == "box"]
    if len(boxes) != 1:
        yield Fault(formulas[0].start if formulas else 0, f"{len(boxes)} boxes, not one, state the answer")
    for formula in (*boxes, *row):
        yield from _box(scopes, formula)
    for number, (holding, passage) in enumerate(by_heading(scopes, formulas)):
        for formula in passage:
            if formula.place not in ("box", "stage", "stated"):
                for statement in statements(formula.latex):
                    if not _is_true(holding, statement, number):
                        yield Fault(formula.start, f"{statement} does not hold{where(scopes, holding)}")
        yield from eliminations.judge(holding, [f for f in passage if f.place == "stage"])
    yield from wrong_headings(scopes, formulas)


def _is_true(scopes: Sequence[Sequence[Scope]], statement: str, passage: int | None = None) -> bool:
    """Return whether a statement holds under each condition under which most of its sides are known.

    Under one condition, it holds for each sample of one of the answers that know most of its sides. It may
    give a name that another `passage` has used another value.
    """
    found = [[_judged(scope, statement, passage) for scope in of_case] for of_case in scopes]
    most = max(known for of_case in found for known, _ in of_case)
    conditions: dict[str, bool] = {}
    for of_case, judged in zip(scopes, found, strict=True):
        if judged[0][0] == most:
            condition = of_case[0].case["condition"]
            is_true = all(holds for _, holds in judged)
            conditions[condition] = conditions.get(condition, False) or is_true
    return all(conditions.values())


def _judged(scope: Scope, statement: str, passage: int | None) -> tuple[int, bool]:
    """Return how many sides of a statement can be read, and whether these are equal.

    The first name may be one that the statement defines, and anew in each passage.
    """
    if contradiction := _CONTRADICTION.fullmatch(statement):
        # The row of an elimination: what y makes of the right-hand side.
        if "y" not in scope.found:
            return 0, False
        combined = scope.found["y"].T @ scope.number(scope.claim["given"]["b"])
        value = read(scope, contradiction[1])
        return 1, value is not None and equal(value, value_of(combined))
    if _FORM.search(statement) and "x" not in scope.names:
        scope = scope.with_vector
    sides = [_CUT.split(side)[0].strip() for side in split(statement, "=")]
    first = name_of(sides[0])
    if len(sides) > 1 and passage is not None and scope.learned.get(first, passage) != passage:
        scope.names.pop(first, None)
    values = [value for side in sides if (value := read(scope, side)) is not None]
    known = len(values)
    if values and len(sides) > 1 and first not in scope.names and _SIMPLE.fullmatch(first):
        scope.names[first] = values[-1]
        scope.learned[first] = -1 if passage is None else passage
    return known, all(equal(value, values[0]) for value in values[1:])


def read(scope: Scope, side: str) -> Any:
    """Return the value of one side of a statement; None if it has none."""
    try:
        return scope.read(side)
    except _ERRORS:
        return None


def _box(scopes: Sequence[Sequence[Scope]], formula: Formula) -> Iterator[Fault]:
    """Yield a fault unless a box states each found matrix of each case, under its condition, in order."""
    for condition, lines in _by_case(formula.latex):
        cases = cases_of(scopes, condition)
        if not cases:
            yield Fault(formula.start, f"{condition} is no case of the answer")
            continue
        stated = [statement for line in lines for statement in statements(line)]
        for statement in stated:
            if not _is_true(cases, statement):
                yield Fault(formula.start, f"{statement} does not hold")
        for text in stated:
            if (sign := _SIGNED_FORM.search(text)) and not _fits_form(sign[1], cases):
                yield Fault(formula.start, f"{text} does not hold")
        yield from (Fault(formula.start, message) for message in _wrong_words(cases, lines))
        for name in (name for of_case in cases for name in _unstated(of_case, stated)):
            yield Fault(formula.start, f"{name} is not stated")
    count = len(_by_case(formula.latex))
    conditions = {scope.case["condition"] for of_case in scopes for scope in of_case} - {""}
    if conditions and count != len(conditions):
        yield Fault(formula.start, f"{count} cases are stated, not {len(conditions)}")


def _wrong_words(cases: Sequence[Sequence[Scope]], lines: Sequence[str]) -> Iterator[str]:
    """Yield the words for the class of a form that are not the claimed one, or have other conditions."""
    stated = [text for line in lines for text in split(line, r",\\quad") if _WORD.search(text)]
    for scope in (of_case[0] for of_case in cases):
        if scope.case["task"] == "form by coefficients":
            expected = {*_classes_by_signs(scope.found["e"].size)}
            found = {re.sub(r"[{}\s]", "", text).strip("&") for text in stated}
            yield from (f"{text} is no class by signs" for text in sorted(found ^ expected))
            return
    for word in (word for text in stated for word in _WORD.findall(text)):
        if not any(word == _word_of(of_case[0]) for of_case in cases):
            yield f"the answer is not {word}"


def _classes_by_signs(size: int) -> Iterator[str]:
    """Yield each class of a form with its conditions on e_1 to e_n, as printed without braces and spaces."""
    for sign, relations in (("positive", "> > ge ge"), ("negative", "> < ge le")):
        even, odd, *weak = relations.replace("g", r"\g").replace("l", r"\l").split()
        for kind, pair in (("definite", (even, odd)), ("semidefinite", weak)):
            conditions = ",".join(f"e_{k}{pair[k % 2]}0" for k in range(1, size + 1))
            yield rf"\text{sign}{kind}ifandonlyif{conditions}"
    yield r"\textindefiniteotherwise"


def _fits_form(sign: str, cases: Sequence[Sequence[Scope]]) -> bool:
    """Return whether a form is compared with 0 as the word for its class says."""
    return any(_SIGNS.get(_word_of(of_case[0]), sign) == sign for of_case in cases)


def _word_of(scope: Scope) -> str:
    """Return the word for the class of a form, as claimed."""
    task = str(scope.case["task"]).removesuffix(" by coefficients")
    return _ZERO_WORD if task == "zero form" else task


def _by_case(latex: str) -> list[tuple[str, list[str]]]:
    """Return the conditions in a box with the lines under each; "" is the condition of a box without any."""
    text = re.sub(r"\\(?:begin|end)\{aligned\}", " ", latex)
    found: list[tuple[str, list[str]]] = []
    for line in split(text, r"\\\\(?:\[[^\]]*\])?"):
        if case := _CASE.match(line):
            found.append((case["condition"].strip(), [line[case.end() :]]))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return found


def _unstated(scopes: Sequence[Scope], stated: Sequence[str]) -> Iterator[str]:
    """Yield the found matrices that no side of a statement has the value of, by name."""
    scope = scopes[0]
    if scope.case["task"] == "no solution":
        return
    sides = [
        _CUT.split(side)[0].strip() for text in stated for side in split(text.replace(r"\approx", "="), "=")
    ]
    for name, value in scope.found.items():
        printed = scope.case["printed"][name]
        if name == "N" and scope.case["free"]:
            continue
        for shown, own in items(value, printed):
            wanted = scope.names.get(name_of(shown), own) if scope.case["free"] else own
            readable = [read(scope, side) for side in sides if name_of(side) != name_of(shown)]
            inside = [read(scope, vector) for side in sides for vector in _within(side)]
            if not any(x is not None and equal(x, wanted) for x in (*readable, *inside)):
                yield shown


def _within(side: str) -> list[str]:
    """Return the matrices that a side lists, such as those of a span."""
    return [found[0] for found in _LISTED.finditer(side)] if "span" in side else []
