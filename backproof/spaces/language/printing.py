"""Print entries, numbers, combinations and matrices in LaTeX and as text; no other module builds either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.language.result import Formula, LatexRows, Rows
from backproof.spaces.language.syntax import CONSTANTS, Node, parse, to_text

Matrix = tuple[tuple[sp.Expr, ...], ...]

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi chi "
    "psi omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega"
)
_GREEK = frozenset(_GREEK_NAMES.split())
_NAMED = frozenset(["exp", "log", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth"])
_INVERSE = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
# A power such as lam**(-2) that is no factor.
_RECIPROCAL = re.compile(r"(?<![\w*/).])(\w+|\([^()]*\))\*\*\(-(\d+)\)(?!\*)")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?")
_BARE = re.compile(r"(\\(?:operatorname\{\w+\}|[a-z]+)(?:_\{\d+\})?(?:\^(?:\{[^{}]*\}|\w))?) (.*)")
_LEVEL = {"sum": 1, "product": 2, "negate": 1, "power": 4}


def _latex(node: Node) -> Latex:
    """The entry in LaTeX as it was written; factors and addends keep their order."""
    return Latex(_LATEX[node.kind](node))


def name_latex(name: str) -> Latex:
    """A symbol's name: Greek letters as commands, trailing digits as a subscript, long names upright.

    A lambda is also typed lam, as its name is no name in Python.
    """
    stem = re.split(r"(?<!^)_|\d+$", name, maxsplit=1)[0]
    stem, name = ("lambda", f"lambda{name[3:]}") if stem == "lam" else (stem, name)
    index = name[len(stem) :].strip("_")
    shown = f"\\{stem}" if stem in _GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    return Latex((f"{shown}_{{{index}}}" if index else shown).replace("_}", "}") if stem else name)


def _wrapped(node: Node, level: int) -> str:
    shown = _latex(node)
    inside = _LEVEL.get(node.kind, 5)
    return rf"\left({shown}\right)" if inside < level else shown


def _unsigned(shown: str) -> str:
    """Return an addend or a factor behind another one, in parentheses if it begins with a sign."""
    return rf"\left({shown}\right)" if shown.startswith("-") else shown


def _name(node: Node) -> str:
    if node.value in CONSTANTS:
        return r"\pi" if node.value == "pi" else "e"
    return name_latex(node.value.rstrip("_"))


def _sum(node: Node) -> str:
    parts: list[str] = [_latex(node.children[0])]
    for sign, child in zip(node.value[1:], node.children[1:], strict=True):
        parts += [f" {sign} ", _unsigned(_wrapped(child, 2))]
    return "".join(parts)


def _product(node: Node) -> str:
    above = [c for sign, c in zip(node.value, node.children, strict=True) if sign == "*"]
    below = [c for sign, c in zip(node.value, node.children, strict=True) if sign == "/"]
    if below:
        return rf"\frac{{{_factors(above)}}}{{{_factors(below)}}}"
    return _factors(above)


def _factors(factors: Sequence[Node]) -> str:
    if len(factors) == 1:
        return _latex(factors[0])
    shown = _closed(_wrapped(factors[0], 1 if factors[0].kind == "negate" else 2), factors[0], factors[1])
    for factor, following in zip_longest(factors[1:], factors[2:]):
        written = _closed(_unsigned(_wrapped(factor, 2)), factor, following)
        shown += (r" \cdot " if written[0].isdigit() else r" \, ") + written
    return shown.replace(r"\right) \, \left(", r"\right) \left(")


def _closed(shown: str, factor: Node, following: Node | None) -> str:
    """Return a factor, with parentheses around a bare argument that would run on into what follows."""
    bare = _BARE.fullmatch(shown) if _is_function(factor) and following else None
    is_separate = following is not None and (following.kind == "number" or _is_function(following))
    return f"{bare[1]}({bare[2]})" if bare and not is_separate else shown


def _is_function(node: Node) -> bool:
    """Return whether a node is printed as a function's name with an argument behind it, or as its power."""
    called = node.children[0] if node.kind == "power" else node
    return called.kind == "call" and called.value not in ("sqrt", "cbrt", "abs", "exp", "integral")


def _power(node: Node) -> str:
    base, exponent = node.children
    if base.kind == "call" and base.value in _NAMED - {"exp"} and exponent.kind == "number":
        return _call(base, exponent.value)
    if base.kind == "name" and base.value == "e":
        return f"e^{{{_latex(exponent)}}}"
    shown = _latex(base) if base.kind in ("number", "name") else rf"\left({_latex(base)}\right)"
    return f"{shown}^{{{_latex(exponent)}}}" if len(_latex(exponent)) > 1 else f"{shown}^{_latex(exponent)}"


def _call(node: Node, exponent: str = "") -> str:
    if node.value == "integral":
        return _integral(node)
    (argument,) = node.children
    shown = _latex(argument)
    if node.value == "sqrt":
        return rf"\sqrt{{{shown}}}"
    if node.value == "cbrt":
        return rf"\sqrt[3]{{{shown}}}"
    if node.value == "abs":
        return rf"\left|{shown}\right|"
    if node.value == "exp":
        return f"e^{{{shown}}}"
    return _applied(node.value, exponent, argument, shown)


def _integral(node: Node) -> str:
    inside, low, high = map(_latex, node.children)
    shown = rf"\left({inside}\right)" if node.children[0].kind == "sum" else inside
    return rf"\int_{{{low}}}^{{{high}}} {shown}"


def _applied(name: str, exponent: str, argument: Node, shown: str) -> str:
    command = (
        f"\\{_INVERSE.get(name, name)}" if name in _NAMED or name in _INVERSE else rf"\operatorname{{{name}}}"
    )
    if name in ("log2", "log10"):
        command = rf"\log_{{{name[3:]}}}"
    raised = (
        f"{command}^{{{exponent}}}" if len(exponent) > 1 else command + (f"^{exponent}" if exponent else "")
    )
    plain = argument.kind in ("number", "name") or _multiple(argument)
    return f"{raised} {shown}" if plain else rf"{raised}\left({shown}\right)"


def _multiple(argument: Node) -> bool:
    """Return whether the argument is a number times a name, such as 2x: printed without parentheses."""
    kinds = [child.kind for child in argument.children]
    return argument.kind == "product" and argument.value == "**" and kinds == ["number", "name"]


def _applied_unknown(node: Node) -> str:
    """An unknown polynomial, with its primes, at an argument or as it stands."""
    if not node.children:
        return node.value
    return rf"{node.value}({_latex(node.children[0])})"


def _transpose(node: Node) -> str:
    (inner,) = node.children
    shown = _latex(inner)
    return rf"{shown}^{{\top}}" if inner.kind in ("name", "list") else rf"\left({shown}\right)^{{\top}}"


def _list(node: Node) -> str:
    """A matrix by its rows, or a column vector."""
    rows = [child.children if child.kind == "list" else (child,) for child in node.children]
    return matrix_latex(tuple(tuple(_latex(entry) for entry in row) for row in rows))


_LATEX = {
    "applied": _applied_unknown,
    "transpose": _transpose,
    "list": _list,
    "number": lambda node: node.value,
    "name": _name,
    "call": _call,
    "negate": lambda node: "-" + _wrapped(node.children[0], 2),
    "sum": _sum,
    "product": _product,
    "power": _power,
}


def formula(node: Node) -> Formula:
    """An entry as text and in LaTeX."""
    return Formula(Latex(_tight(_latex(node))), to_text(node))


def _tight(shown: str) -> str:
    """Remove the thin space between a number and the factor after it, as in handwriting."""
    pieces = shown.split(r" \, ")
    joined = pieces[0]
    for piece in pieces[1:]:
        joined += (" " if joined[-1:].isdigit() or piece.startswith((r"\left", "e^")) else r" \, ") + piece
    return joined


def fraction_text(value: Fraction) -> str:
    """A fraction in the entry language."""
    return str(value)


def _fraction_latex(value: Fraction) -> Latex:
    """A fraction in LaTeX, with its sign in front."""
    if value.denominator == 1:
        return Latex(value.numerator)
    return Latex(rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}")


def number_text(value: sp.Expr) -> str:
    """An exact number or rational function in the entry language."""
    if value.is_Rational:
        return f"{value.p}/{value.q}" if value.q != 1 else str(value.p)
    return _expression_text(value)


@lru_cache(maxsize=8192)
def _expression_text(value: sp.Expr) -> str:
    names = {"E": "e", "I": "i", "Abs": "abs"}
    shown = re.sub(r"\b(E|I|Abs)\b", lambda name: names[name[0]], str(value))
    return _RECIPROCAL.sub(r"1/\1**\2", shown)


def number_latex(value: sp.Expr) -> Latex:
    """The same in LaTeX, by sympy's printer where the entry language cannot express it."""
    try:
        return text_latex(number_text(value))
    except InputError:
        return Latex(sp.latex(value))


@lru_cache(maxsize=32768)
def text_latex(text: str) -> Latex:
    """Convert a number or rational function from text to LaTeX, with the sign of a product in front."""
    if _FRACTION.fullmatch(text):
        return _fraction_latex(Fraction(text)) if "/" in text else Latex(int(text))
    return formula(sign_in_front(parse(text))).latex


def sign_in_front(node: Node) -> Node:
    """Return a product, or a sum, with the sign of its first factor in front: -1/2 is -(1/2)."""
    if not node.children:
        return node
    first, *others = node.children
    if node.kind == "sum":
        return replace(node, children=(sign_in_front(first), *others))
    if node.kind == "product" and first.kind == "negate":
        return Node("negate", "", (replace(node, children=(first.children[0], *others)),), node.column)
    return node


def rows_latex(matrix: Matrix) -> LatexRows:
    """The entries of a matrix in LaTeX, row by row."""
    return tuple(tuple(number_latex(entry) for entry in row) for row in matrix)


def rows_text(matrix: Matrix) -> Rows:
    """The entries of a matrix as text, row by row."""
    return tuple(tuple(number_text(entry) for entry in row) for row in matrix)


def matrix_latex(rows: Rows, environment: str = "pmatrix") -> Latex:
    """A matrix of LaTeX entries for amsmath; more than ten columns need a plain array."""
    body = r" \\ ".join(" & ".join(row) for row in rows)
    if rows and len(rows[0]) > 10:
        return Latex(rf"\left(\begin{{array}}{{{'r' * len(rows[0])}}} {body} \end{{array}}\right)")
    return Latex(rf"\begin{{{environment}}} {body} \end{{{environment}}}")


def column_latex(entries: Iterable[str]) -> Latex:
    """A column vector of LaTeX entries."""
    return matrix_latex(tuple((entry,) for entry in entries))


def rows_as_text(rows: Rows) -> str:
    """A matrix in the syntax of the command line."""
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def has_minus_sign(value: sp.Expr) -> bool:
    """Return whether a number or rational function is printed with a minus sign in front."""
    return bool(value.p < 0 if value.is_Rational else value.could_extract_minus_sign())


def combination(addends: Sequence[tuple[sp.Expr, Formula]]) -> Formula:
    """A linear combination as written by hand: signs pulled out, ones omitted, minimal brackets."""
    written_latex, written_text = "", ""
    for coefficient, element in addends:
        if coefficient == 0:
            continue
        first = not written_latex
        is_sum_alone = coefficient.is_Add and element.text == "1"
        minus = has_minus_sign(coefficient) and not (first and is_sum_alone)
        size = -coefficient if minus else coefficient
        sign = ("-" if minus else "") if first else (" - " if minus else " + ")
        if size == 1 and first and not minus:
            written_latex, written_text = element.latex, element.text
        else:
            one = Formula(Latex(r"\left(1\right)"), "(1)") if minus and is_sum_alone else element
            written_latex += sign + _multiple_latex(size, one.latex)
            written_text += sign + _multiple_text(size, one.text)
    return Formula(Latex(written_latex or "0"), written_text or "0")


def ends_in_argument(size: sp.Expr) -> bool:
    """Return whether a number has functions whose arguments stand without parentheses, as log 2 has."""
    return bool(size.atoms(sp.Function) - size.atoms(sp.exp))


def _multiple_latex(size: sp.Expr, element: str) -> str:
    shown = rf"\left({element}\right)" if _is_sum(element) else element
    if size == 1:
        return shown
    factor: str = number_latex(size)
    if element == "1":
        return factor
    if element == r"\left(1\right)":
        return rf"\left({factor}\right)"
    factor = rf"\left({factor}\right)" if size.is_Add or ends_in_argument(size) else factor
    if shown[0].isdigit() or shown.startswith((r"\frac", "-")):
        return rf"{factor} \cdot {shown}"
    return f"{factor} {shown}"


def _multiple_text(size: sp.Expr, element: str) -> str:
    shown = f"({element})" if _is_sum(element) or (size != 1 and _outside(element, "/")) else element
    if size == 1:
        return shown
    factor = number_text(size)
    if element in ("1", "(1)"):
        return factor if element == "1" else f"({factor})"
    return f"({factor})*{shown}" if size.is_Add or "/" in factor else f"{factor}*{shown}"


def _is_sum(shown: str) -> bool:
    """Return whether + or - occurs outside all brackets, so that a factor before it needs parentheses."""
    return _outside(shown, "+-")


def _outside(shown: str, marks: str) -> bool:
    depth = 0
    for place, character in enumerate(shown):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in marks and (place == 0 or shown[place - 1] not in "*/^"):
            return True
    return False


@lru_cache(maxsize=8192)
def entry(text: str) -> Formula:
    """Text in the entry language as a formula in both notations."""
    return formula(parse(text))


def is_own_coordinate(text: str, column: Sequence[tuple[str, str]]) -> bool:
    """Return whether a column of (entry, family member) is the function as written: x**2, 5 or 3*x."""
    found = {(entry, member) for entry, member in column if entry != "0"}
    if not found:
        return text == "0"
    ((entry, member), *others) = found
    if others or any(name == member and other != entry for other, name in column):
        return False
    ways = [f"{entry}*{member}", f"({entry})*{member}"]
    ways += {"1": [member], "-1": [f"-{member}"]}.get(entry, [])
    ways += [entry] if member == "1" else []
    return _bare(text) in map(_bare, ways)


def _bare(text: str) -> str:
    return text.replace(" ", "")
