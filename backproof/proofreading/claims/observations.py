"""Observations of a run: each claim in print, with its figures computed anew from the recorded results."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, Passage, letters
from backproof.proofreading.verifier import verify
from backproof.proofreading.wording.sentences import in_dollars, states

_CODE = re.compile(r"\\text\{\\texttt\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}\}")
_WRITTEN = re.compile(r"\\texttt\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}")
_RELATIONS = {
    "<": ast.Lt, ">": ast.Gt, "=": ast.Eq, r"\le": ast.LtE, r"\ge": ast.GtE, r"\ne": ast.NotEq,
}  # fmt: skip
_SIGN = re.compile(r"(<|>|=|\\le(?![a-z])|\\ge(?![a-z])|\\ne(?![a-z]))")
_COURSE = re.compile(
    r"\\texttt\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}\s+(?P<way>falls|rises)\s+at\s+each\s+of\s+its\s+(?P<steps>\d+)"
    r"\s+steps?,\s+from\s+\$(?P<first>[^$]*)\$\s+to\s+\$(?P<last>[^$]*)\$"
)
_AGREEMENT = re.compile(
    r"\\texttt\{(?P<one>(?:[^{}]|\{[^{}]*\})*)\}\s+and\s+\\texttt\{(?P<other>(?:[^{}]|\{[^{}]*\})*)\}\s+"
    r"differ\s+by\s+\$(?P<found>[^$]*)\$,\s+at\s+most\s+\$(?P<room>[^$]*)\$"
)


def judge(
    claim: Mapping[str, Any], formulas: Sequence[Formula], passages: Sequence[Passage]
) -> Iterator[Fault]:
    """Yield a fault for each claim that is not printed with its true figures."""
    printed = [_CODE.sub(lambda code: f"@{_plain(code['text'])}@", formula.latex) for formula in formulas]
    words = [in_dollars(passage.latex) for passage in passages]
    at = next((passage.start for passage in passages), 0)
    for text in claim["claims"]:
        node = ast.parse(text, mode="eval").body
        match node:
            case ast.Compare():
                is_told = any(_tells(text, node, latex, claim["results"]) for latex in printed)
                is_told = is_told or _is_said(text, words)
            case ast.Call(func=ast.Name(id="falls" | "rises")):
                is_told = any(_courses(text, node, latex, claim["results"]) for latex in words)
            case ast.Call(func=ast.Name(id="agree")):
                is_told = any(_agrees(text, node, latex, claim["results"]) for latex in words)
            case _:
                is_told = _is_said(text, words)
        if not is_told:
            yield Fault(at, f"the claim {text} is not printed with its figures")


def _plain(latex: str) -> str:
    """Return the letters and digits of a text in print, without the names of commands."""
    return letters(re.sub(r"\\[A-Za-z]+", "", latex))


def _written(text: str, node: ast.expr) -> str:
    """Return a part of a claim as the claim has it."""
    return ast.get_source_segment(text, node) or ast.unparse(node)


def _is_said(text: str, words: Sequence[str]) -> bool:
    """Return whether a claim without a figure of its own stands in a sentence, from first to last letter."""
    return any(_plain(code["text"]) == letters(text) for latex in words for code in _WRITTEN.finditer(latex))


def _tells(text: str, node: ast.Compare, latex: str, results: Mapping[str, Any]) -> bool:
    """Return whether a formula is the claim's chain of relations, each text with its value behind it."""
    pieces = [piece.strip() for piece in _SIGN.split(latex)]
    sides = [_written(text, side) for side in (node.left, *node.comparators)]
    signs = [_RELATIONS[sign] for sign in pieces[1::2]]
    items = iter(zip(pieces[::2], [None, *signs], strict=True))
    for number, written in enumerate(sides):
        item, sign = next(items, ("", None))
        if number and (sign is None or not isinstance(node.ops[number - 1], sign)):
            return False
        if item == f"@{letters(written)}@":
            item, sign = next(items, ("", None))
            if sign is not ast.Eq:
                return False
        if not states(item, float(verify.observed(written, results))):
            return False
    return next(items, None) is None


def _courses(text: str, node: ast.Call, latex: str, results: Mapping[str, Any]) -> bool:
    """Return whether a sentence tells how a series falls or rises: its ends, its steps, and which."""
    written = _written(text, node.args[0])
    series = [float(x) for x in verify.observed(written, results)]
    assert isinstance(node.func, ast.Name)
    signs = {"falls": -1, "rises": 1}
    for found in _COURSE.finditer(latex):
        is_it = _plain(found["text"]) == letters(written) and found["way"] == node.func.id
        true = all((b - a) * signs[found["way"]] > 0 for a, b in pairwise(series))
        ends = states(found["first"], series[0]) and states(found["last"], series[-1])
        if is_it and true and ends and int(found["steps"]) == len(series) - 1:
            return True
    return False


def _agrees(text: str, node: ast.Call, latex: str, results: Mapping[str, Any]) -> bool:
    """Return whether a sentence tells the difference of two results, and its bound."""
    texts = [_written(text, argument) for argument in node.args]
    one, other, room = (verify.observed(written, results) for written in texts)
    names = [letters(written) for written in texts[:2]]
    for found in _AGREEMENT.finditer(latex):
        if [_plain(found["one"]), _plain(found["other"])] == names:
            apart = verify.apart(one, other)
            return apart <= room and states(found["found"], apart) and states(found["room"], room)
    return False
