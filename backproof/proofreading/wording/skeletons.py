"""Skeletons of tasks and lines: their words, with a sign for each formula."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

from backproof.proofreading.formulas import group_at, letters

# Any formula in a line, several in a list, any display, several of these, any whole number, and any words.
FORMULA, _LIST, _SHOWN, _SEVERAL, NUMBER, _ANYTHING = "§", "¶", "#", "‡", "№", "…"
# Any code, which a skeleton has by its letters and digits.
CODE = "⌑"
_IN_CODE = re.compile(r"\\texttt\{((?:[^{}]|\{[^{}]*\})*)\}")
_DISPLAY = re.compile(r"\\begin\{(formulas|elimination)\}.*?\\end\{\1\}|\\\[.*?\\\]", re.DOTALL)
_GROUPED = re.compile(r"\\(?:(?P<shown>shown)|within|inline|bpinline|bpfitted)(?=\{)")
_INLINE = re.compile(r"(?<!\\)\$([^$]*)\$")
_NO_BRACES = str.maketrans({"~": " ", "{": None, "}": None})
_COMMAND = re.compile(r"\\[A-Za-z]+")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")
# What sets words and adds none.
_SETTING = re.compile(
    r"\\(?:begin|end)\{(?:together|hint|statement|labelled|beside)\}|\\(?:par|smallskip|noindent|nopagebreak|nobreak|textbf)(?![A-Za-z])"
)
_ONE = r"\$[^$]+\$"
_SIGNS = {
    FORMULA: _ONE,
    _LIST: rf"{_ONE}(?:(?:,| and|, and) {_ONE})*",
    _SEVERAL: "#(?: #)*",
    NUMBER: r"\d+",
    _ANYTHING: ".*",
    CODE: r"‹\w*›",
    "⟦": "(?:",
    "|": "|",
    "⟧": ")",
}


def skeleton(latex: str) -> str:
    """Return the words of a task, with `#` for each display and formulas of its sentences without spaces.

    >>> skeleton(r"Find $A  x$ of\\n\\shown{A = 1.}")
    'Find $Ax$ of #'
    """
    plain = _IN_CODE.sub(lambda code: coded(_COMMAND.sub("", code[1])), _COMMENT.sub("", latex))
    text = _DISPLAY.sub(f" {_SHOWN} ", plain)
    at, pieces = 0, []
    for found in _GROUPED.finditer(text):
        if found.start() < at:
            continue
        formula, end = group_at(text, found.end())
        pieces += [text[at : found.start()], f" {_SHOWN} " if found["shown"] else f"${formula}$"]
        at = end
    pieces = _INLINE.split("".join((*pieces, text[at:])))
    words = [_SETTING.sub(" ", piece).translate(_NO_BRACES) for piece in pieces[::2]]
    formulas = [f"${''.join(piece.split())}$" for piece in pieces[1::2]]
    whole = "".join(piece for pair in zip_longest(words, formulas, fillvalue="") for piece in pair)
    return " ".join(whole.split())


def coded(text: str) -> str:
    """Return the letters and digits of a piece of code, as skeletons have it."""
    return f"‹{letters(text)}›"


def fits(said: str, wanted: str) -> bool:
    """Return whether a skeleton has the wanted words, as `pattern` reads them."""
    return pattern(wanted).fullmatch(said) is not None


@lru_cache(1024)
def pattern(wanted: str) -> re.Pattern[str]:
    """Return the wanted words as a pattern.

    `§` is any formula, `¶` a list of some, `‡` one display or several, `№` any whole number, `…` anything,
    and ⟦a|b⟧ is a or b.

    >>> bool(pattern("Find § ⟦of|in⟧ #").fullmatch("Find $x$ in #"))
    True
    """
    pieces = re.split(f"([{''.join(_SIGNS)}])", wanted)
    return re.compile("".join(_SIGNS.get(piece) or re.escape(piece) for piece in pieces))


def listed(items: list[str]) -> str:
    """Return items as a sentence lists them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def formulas(count: int) -> str:
    """Return as many formulas as a sentence lists them."""
    return listed([FORMULA] * count)
