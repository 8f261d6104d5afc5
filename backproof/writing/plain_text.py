"""LaTeX of a derivation in plain characters, for a terminal."""

from __future__ import annotations

import re
from typing import Any

from pylatexenc import latex2text, latexwalker, macrospec

_ARGUMENTS = {
    "shown": "{",
    "listed": "{",
    "inline": "{",
    "within": "{",
    "answerbox": "{",
    "eliminationstage": "{",
    "stepline": "{{{",
    "pivot": "{",
    "checkedline": "{",
    "paragraph": "{",
    "xrightarrow": "[{",
    "substack": "{",
    "hyperref": "[{",
    "operatorname": "{",
}
# What ends a row, and an entry, until the matrix around it is known.
_ROW, _CELL = "\x00", "\x01"
_INDEX = re.compile(r"(?<=\w)_(\d+)(?!\w)")
_POWER = re.compile(r"\^(-?\d+|T)(?!\w)")
# An exponent of several signs, which the line has in parentheses.
_EXPONENT = re.compile(r"\^\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_ONE_SIGN = re.compile(r"\s*(?:-?\d+|[A-Za-z]|\\[A-Za-z]+|[*+-]|\(.*\)|'+)\s*")
_NORM = re.compile(r"‖([^‖]*)‖")
# Signs that lost the space on a side to the command before them.
_RELATION = re.compile(r"\s*([∈←↔≠≥≤≈·])\s*")
# A function and its argument without parentheses, whose space is the end of the command.
_FUNCTION = re.compile(r"\\(sin|cos|tan|log|ln|det)\s+(?=\w|\\(?!left|begin|cdot))")
_SIGN = re.compile(r"(?<=[^\s(\[{,;=^-])([-+=<>]) ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = str.maketrans("-0123456789T", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ")
_BLANK = re.compile(r"\n\s*\n\s*")


def plain(latex: str) -> str:
    """Return LaTeX in plain characters: a matrix as [1 2; 3 4], a display on a line of its own."""
    words = latexwalker.get_default_latex_context_db()
    words.add_context_category(
        "backproof",
        macros=[macrospec.std_macro(name, arguments) for name, arguments in _ARGUMENTS.items()],
        prepend=True,
    )
    texts = latex2text.get_default_latex_context_db()
    texts.add_context_category("backproof", **_specs(), prepend=True)
    nodes, _, _ = latexwalker.LatexWalker(
        _FUNCTION.sub(r"\\\1{} ", _enclosed(_without_comments(latex))),
        latex_context=words,
        tolerant_parsing=True,
    ).get_latex_nodes()
    converter = latex2text.LatexNodes2Text(
        latex_context=texts, math_mode="text", fill_text=False, strict_latex_spaces=False
    )
    found = converter.nodelist_to_text(nodes).replace(_ROW, "\n").replace(_CELL, " ")
    lines = (_typeset(" ".join(line.split())) for line in _BLANK.sub("\n", found).split("\n"))
    return "\n".join(line for line in lines if line)


def _typeset(line: str) -> str:
    """Return a line with indices and powers as small figures, and the spaces that signs have in print."""
    line = _INDEX.sub(lambda found: found[1].translate(_LOWERED), line)
    line = _POWER.sub(lambda found: found[1].translate(_RAISED), line)
    line = _NORM.sub(lambda found: f"‖{found[1].strip()}‖", line)
    return _SIGN.sub(r" \1 ", _RELATION.sub(r" \1 ", line))


def _without_comments(latex: str) -> str:
    return re.sub(r"(?m)(?<!\\)%.*$", "", latex)


def _enclosed(latex: str) -> str:
    """Return LaTeX with parentheses around exponents of several signs: e^{5 t} is e^(5 t) in a line."""

    def exponent(found: re.Match[str]) -> str:
        inner = found[1]
        return found[0] if _ONE_SIGN.fullmatch(inner) else f"^{{({_EXPONENT.sub(exponent, inner)})}}"

    return _EXPONENT.sub(exponent, latex)


def _specs() -> dict[str, Any]:
    specials = [latex2text.SpecialsTextSpec("&", _CELL)]
    return {"macros": _macros(), "environments": _environments(), "specials": specials}


def _macros() -> list[Any]:
    def display(node: Any, l2tobj: Any) -> str:
        return f"\n{_argument(l2tobj, node, -1)}\n"

    def arrow(node: Any, l2tobj: Any) -> str:
        options = [_argument(l2tobj, node, place) for place in (1, 0)]
        return f"--({', '.join(text for text in options if text)})--> "

    def fraction(node: Any, l2tobj: Any) -> str:
        above, below = (_grouped(_argument(l2tobj, node, place)) for place in (0, 1))
        return f"{above}/{below}"

    def line(node: Any, l2tobj: Any) -> str:
        equation, reason = (_argument(l2tobj, node, place) for place in (0, 2))
        return f"\n{equation.strip()}   ({reason.strip()})\n"

    def inside(node: Any, l2tobj: Any) -> str:
        return _argument(l2tobj, node, -1)

    def nothing(node: Any, l2tobj: Any) -> str:  # noqa: ARG001 (the library's signature)
        return ""

    spec = latex2text.MacroTextSpec
    return [
        *(spec(name, display) for name in ("shown", "listed", "answerbox", "eliminationstage", "paragraph")),
        spec("xrightarrow", arrow),
        spec("stepline", line),
        spec("frac", fraction),
        *(spec(name, inside) for name in ("inline", "within", "pivot", "substack", "operatorname")),
        *(spec(name, nothing) for name in ("checkedline", "left", "right")),
        *(spec(name, name) for name in ("det", "dim", "min", "max")),
        spec("varnothing", "∅"),
        spec("quad", "  "),
        spec("top", "T"),
        spec("\\", _ROW),
    ]


def _environments() -> list[Any]:
    def rows(node: Any, l2tobj: Any) -> str:
        text = l2tobj.nodelist_to_text(node.nodelist).replace(_CELL, ", ")
        return "; ".join(" ".join(row.split()).replace(" ,", ",") for row in text.split(_ROW) if row.strip())

    def bracketed(node: Any, l2tobj: Any) -> str:
        return f"[{rows(node, l2tobj)}]"

    matrices = [latex2text.EnvironmentTextSpec(name, bracketed) for name in ("pmatrix", "bmatrix")]
    return [*matrices, latex2text.EnvironmentTextSpec("array", rows)]


def _argument(converter: Any, node: Any, place: int) -> str:
    found = node.nodeargd.argnlist[place]
    return "" if found is None else str(converter.nodelist_to_text([found]))


def _grouped(text: str) -> str:
    """Return a numerator or denominator, in parentheses unless it is one word."""
    return f"({text})" if re.search(r"[\s+/-]", text.lstrip("-")) else text
