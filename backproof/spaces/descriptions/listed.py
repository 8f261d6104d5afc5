"""Spaces by their spanning elements or by a matrix, as descriptions have them: span{...}, ker [[1, 2]]."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backproof.spaces.descriptions.ambient import Ambient, ambient_over, read_ambient
from backproof.spaces.descriptions.splitting import closing_place, cut
from backproof.spaces.language.spelling.typed_lists import with_field
from backproof.spaces.language.tokens import FUNCTIONS

_NAMED = re.compile(r"[A-Z]\s*:?=\s*")
_SPAN = re.compile(
    r"(?:the\s+)?(?:linear\s+)?(?:\\operatorname\{span\}|\\?(?:span|lin)\b|hull|"
    r"(?:sub)?space\s+(?:of\s+\S+\s+)?(?:spanned|generated)\s+by)\s*(?:of\b|by\b)?\s*(?:the\s+)?"
    r"(?:vectors|functions|polynomials|matrices)?\s*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\b(?:matrices|polynomials|vectors|in|of|on|and)\b|[{}\u2229]")
_LATEX = "begin end pmatrix bmatrix matrix smallmatrix frac cdot left right"
_OTHERS = f"max min alpha beta gamma delta lambda lam theta {_LATEX}"
_FORMULAS = FUNCTIONS | {f"{name}{x}" for name in FUNCTIONS for x in "xyt"} | set(_OTHERS.split())
_EXPONENT = re.compile(r"\^\s*\{([^{}T]*)\}")
_AND = re.compile(r"\s*,?\s+and\s+")
_TRANSPOSED = re.compile(
    r"(?<=[\])])\s*(?:\^\s*(?:\{\s*(?:T|\\top)\s*\}|T\b|\\top\b)|\.T\b)(?=\s*(?:,|\}|$|\band\b))"
)
_OF = r"\s*(?:of\s+)?(?:the\s+)?(?:\d\s*(?:x|\u00d7|by)\s*\d\s+)?(?:matrix\s+)?(?:[A-Z]\s*=\s*)?"
_THE = r"(?:the\s+)?"
_MATRIX = r"(\(*\s*(?:\[\s*\[|\\begin\{).*)"
_BY_MATRIX = (
    (
        "null_space",
        rf"{_THE}(?:\\?ker(?:nel)?|null\s*space|nullity|solution space|Nul?l?|N){_OF}{_MATRIX}",
    ),
    (
        "column_space",
        rf"{_THE}(?:column space|(?:column |row )?rank|rk|image|range|\\?im|Im|Col(?:sp)?|C){_OF}{_MATRIX}",
    ),
    ("row_space", rf"{_THE}(?:row space|Row(?:sp)?){_OF}{_MATRIX}"),
)
_ROWS = re.compile(r"(rank|nullity|null space|kernel|ker)\s+(?:of\s+)?([-\d/][-\d/\s;]*;[-\d/\s;]*)")
_SIDE = r"(?:[-+*/\d\s]|[a-z](?:_?\d+)?(?![A-Za-z(']))+"
_EQUATIONS = re.compile(
    rf"(?:(?:the\s+)?(?:solutions?(?:\s+space)?|system)\s+(?:of|to)\s+)?({_SIDE}={_SIDE}(?:,{_SIDE}={_SIDE})*)"
)
_LEFT = re.compile(rf"{_THE}(?:left null\s*space|cokernel){_OF}{_MATRIX}", re.IGNORECASE | re.DOTALL)
_WITHIN = re.compile(r"\s*,?\s*(?:in|\u2208|\\in|as (?:elements|vectors) of|\\subset|\u2282)\s+(\S+)\s*")
_DOMAIN = re.compile(
    r"\s*,?\s*(?:(?:as functions\s+)?(?:on|over)\s+(?=[\[(\]]|R\b|\u211d)|for\s+(?=[a-z]\s*[<>]))(.+)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Listed:
    """The key and the text of a part by a list, with its field and its domain where these are stated.

    `space` is that in which the elements are said to lie.
    """

    key: str
    text: str
    scalars: str | None = None
    domain: str | None = None
    space: Ambient | None = None


def read_listed(text: str) -> Listed | None:
    """Read a span or a space of a matrix; None for every other description."""
    shown = _NAMED.sub("", text.replace("$", "").replace(r"\{", "{").replace(r"\}", "}").strip(), count=1)
    shown = _EXPONENT.sub(r"^(\1)", shown)
    for key, pattern in _BY_MATRIX:
        if found := re.fullmatch(pattern, shown, re.DOTALL | (re.IGNORECASE if len(shown) > 2 else 0)):
            matrix, scalars = with_field(key, found[1].strip())
            return Listed(key, _balanced(matrix), scalars)
    if found := _ROWS.fullmatch(shown):
        return Listed({"r": "column_space", "n": "null_space", "k": "null_space"}[found[1][0]], found[2])
    equations, scalars = with_field("homogeneous_system", shown)
    if found := _EQUATIONS.fullmatch(equations.strip()):
        return Listed("homogeneous_system", found[1], scalars)
    if found := _LEFT.fullmatch(shown):
        return Listed("null_space", f"{_balanced(found[1].strip())}.T")
    opened = _SPAN.match(shown)
    rest = _with_braces(shown[opened.end() :] if opened else shown)
    if not opened and (
        re.search(r"[:=]|->|\u21a6|\bsuch that\b|\bwith\b|\|\s*[a-z]\s*[,\s]", rest) or not rest
    ):
        return None
    return _span(rest, is_said=opened is not None)


def _span(said: str, *, is_said: bool) -> Listed | None:
    """The elements, and what is said after them."""
    listed, space = _within(said.strip())
    listed, scalars = with_field("span", listed)
    listed, domain = listed.strip(), None
    if (found := _last(_DOMAIN, listed)) is not None:
        listed, domain = listed[: found.start()], found[1].strip()
    elif space is None:
        listed, space = _within(listed)
    if space is not None and space.is_over:
        scalars = ambient_over(space, (scalars or "").replace("_", ""), "the field is").scalars
    listed = _AND.sub(", ", _TRANSPOSED.sub("", listed))
    is_enclosed = closing_place(listed) == len(listed) - 1
    if listed.startswith("{") and not is_enclosed:
        return None
    inner = listed[1:-1] if is_enclosed and listed[0] == "{" else listed
    if is_enclosed and listed[0] == "(" and is_said and len(cut(listed[1:-1], ",")) > 1 and _is_list(listed):
        inner = listed[1:-1]
    if not is_said and (not _is_elements(inner) or (len(cut(inner, ",")) == 1 and "=" in inner)):
        return None
    return Listed("span", inner, scalars, domain, space)


def _within(said: str) -> tuple[str, Ambient | None]:
    """The text without the space that elements are said to lie in, and this space; None if there is none."""
    found = _last(_WITHIN, said)
    space = read_ambient(found[1]) if found else None
    return (said[: found.start()], space) if found and space else (said, None)


def _with_braces(text: str) -> str:
    """Angle brackets around elements are braces."""
    shown = re.sub(r"\u27e8|\\langle\b", "{", re.sub(r"\u27e9|\\rangle\b", "}", text))
    return re.sub(r"^\s*<([^<>]*)>", r"{\1}", shown)


def _is_list(text: str) -> bool:
    """Return whether parentheses enclose elements rather than the entries of a vector."""
    inner = text[1:-1].strip()
    return inner[0] in "([" or bool(re.search(r"[A-Za-z]", inner))


def _is_elements(text: str) -> bool:
    """Return whether a text without a word in front is a list of vectors, or of several formulas."""
    items = [item.strip() for item in cut(text, ",")]
    if any(len(word) > 2 and word not in _FORMULAS for word in re.findall(r"[A-Za-z]{3,}", text)):
        return False
    if all(item[:1] in ("(", "[", "\\") for item in items):
        return not (len(items) == 1 and re.search(r"[A-Za-z]", text))
    return len(items) > 1 and not re.search(
        r"\b(?:matrices|polynomials|vectors|in|of|on|and)\b|[{}\u2229]", text
    )


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match that reaches to the end of the text and begins outside of brackets."""
    for found in pattern.finditer(text):
        before = text[: found.start()]
        is_outside = all(before.count(a) == before.count(b) for a, b in ("()", "[]", "{}"))
        if found.end() == len(text) and found.start() and is_outside:
            return found
    return None


def _balanced(matrix: str) -> str:
    """A matrix, or a formula of one, without parentheses around all of it."""
    shown = matrix.strip()
    while shown.startswith("(") and closing_place(shown) == len(shown) - 1:
        shown = shown[1:-1].strip()
    return shown[:-1].rstrip() if shown.endswith(")") and shown.count(")") > shown.count("(") else shown
