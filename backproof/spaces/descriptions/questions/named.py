"""Spaces with names of their own, as the sets and spans that they are: sl_3, L(R^2, R^3), the yz-plane."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from backproof.spaces.descriptions.ambient import read_ambient
from backproof.spaces.descriptions.splitting import cut

_OVER_R = r"(?:R|\u211d|\\mathbb\{R\}|F|K)"
_ALGEBRA = re.compile(
    r"(?:\\mathfrak\s*\{?)?\b(sl|gl|so|o|sp)\}?\s*_?\s*[({]?\s*(\d)\s*[)}]?"
    rf"\s*(?:[(,]\s*{_OVER_R}\s*\))?"
)
_MAPS = re.compile(
    r"(?:(?:all|the|space of)\s+)*"
    r"(?:linear\s+(?:maps|transformations|mappings|operators|functions)|homomorphisms)\s+"
    r"(?:[A-Z]\s*:\s*)?(?:from\s+)?(?P<first>\S+)\s*(?:to|into|->|\u2192|\\to)\s*(?P<second>\S+)"
    r"|(?:L|Hom|\\mathcal\{L\}|\\operatorname\{Hom\}|\\Hom)(?:_\{?[A-Z]\}?)?\s*\(\s*(?P<left>[^,]+?)\s*,\s*(?P<right>.+?)\s*\)"
)
_SELF = re.compile(
    r"(?:L|End|\\mathcal\{L\}|\\operatorname\{End\})\s*\(\s*([^,()]+?)\s*\)|(?:all\s+)?(?:linear\s+operators|endomorphisms)\s+(?:on|of)\s+(\S+)"
)
_CLASS = re.compile(rf"(Sym|Skew|Alt|Diag)_?\s*\{{?\s*(\d)\s*\}}?\s*(?:\(\s*(?:{_OVER_R})\s*\))?")
_FORMS = re.compile(
    r"(?:(?:all|the|real|space\s+of)\s+)*(?:(symmetric|alternating|skew-symmetric|antisymmetric)\s+)?bilinear\s+forms\s+on\s+"
    r"R\^?\{?(\d)\}?"
)
_QUADRATIC = re.compile(
    r"(?:(?:all|the|real|space\s+of)\s+)*quadratic\s+forms\s+(?:in\s+(\d|two|three|four)\s+variables|on\s+R\^?\{?(\d)\}?)"
)
_COUNTED = re.compile(
    r"((?:(?:all|the|real)\s+)*(?:homogeneous\s+)?polynomials\s+of\s+(?:total\s+)?degree\s+.*?\d+\s+in\s+)(\d|two|three|four)\s+variables"
)
_DUAL = re.compile(
    r"(?:the\s+)?dual(?:\s+space)?\s+of\s+(.+)|\(\s*(R\^\{?\d+\}?|P_?\d+|M_?\d+)\s*\)\s*\^?\s*\*"
)
_AXIS = re.compile(
    r"(?:the\s+)?(?:([xyz])\s*-?\s*axis|([xyz])([xyz])\s*-?\s*plane)(?:\s+(?:in|of)\s+R\^?\{?([23])\}?)?"
)
_WAVES = re.compile(
    r"(?:(?:all|the|real)\s+)*trigonometric\s+polynomials\s+of\s+(?:degree|order)\s+"
    r"(?:at\s+most|up\s+to|<=|\u2264|\\leq?)\s*(\d)(\s+(?:with|of|and|having)\s+(?:zero\s+mean|mean\s+(?:zero|0)))?"
)
_SPLINES = re.compile(
    r"(?:(?:all|the|space of)\s+)*"
    r"(?:(linear|quadratic|cubic)\s+splines|continuous,?\s+piecewise\s+linear\s+functions)"
    r"(?:\s+on\s+\[\s*([^\],]+?)\s*,\s*([^\]]+?)\s*\])?\s+with\s+(?:interior\s+)?"
    r"(?:knots?|breaks?|nodes?|breakpoints?)\s+(?:at\s+)?\{?([-\d/,\s]+(?:and\s+[-\d/]+)?)\}?"
)
_DIRECTED = re.compile(
    r"(?:the\s+)?(?:line|(?:hyper)?plane)\s+through\s+(?:the\s+origin|0)\s+(?:with|in|having)\s+(?:the\s+)?"
    r"(direction|normal)(?:\s+vector)?\s*(?:of\s+)?([(\[].*[)\]])"
)
_NOTHING = re.compile(
    r"\{\s*0\s*\}(?:\s+in\s+R\^?\{?\d\}?)?|the\s+(?:zero|trivial)\s+(?:vector\s+|sub)?space"
)
_DIAGONAL = re.compile(r"\bdiag(?:onal matrix)?\s*\(\s*([^(),]+,[^()]+)\)")
_ZERO_DIAGONAL = re.compile(r"\bdiag\s*\(\s*[A-Z]\s*\)\s*=\s*0")
_FIBONACCI = re.compile(
    r"(?:(?:all|the)\s+)*(?:generali[sz]ed\s+)?Fibonacci(?:-type)?\s+sequences", re.IGNORECASE
)
_PERIODIC = re.compile(r"(?:(?:all|the|real)\s+)*(?:periodic\s+)?sequences\s+(?:of|with)\s+period\s+(\d+)")
_DEGREES = {"linear": 1, "quadratic": 2, "cubic": 3}
_MOST_WAVES = 8


def named_space(text: str) -> str:
    """Return the description that a space's name stands for; any other text as it is.

    >>> named_space("sl_3(R)")
    '{A in M_3 : tr(A) = 0}'
    >>> named_space("L(R^2, R^3)")
    'M_{3x2}'
    >>> named_space("linear splines on [0, 3] with knots 1, 2")
    'span{1, x, max(x - 1, 0), max(x - 2, 0)} on [0, 3]'
    """
    shown = _DIAGONAL.sub(_diagonal, _ZERO_DIAGONAL.sub("zero diagonal", text.strip()))
    for pattern, described in _NAMED:
        if found := pattern.fullmatch(shown):
            return described(found) or shown
    return shown


def _diagonal(found: re.Match[str]) -> str:
    """Return diag(1, 2) written out."""
    entries = [entry.strip() for entry in cut(found[1], ",")]
    rows = (", ".join(x if i == j else "0" for j in range(len(entries))) for i, x in enumerate(entries))
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def _algebra(found: re.Match[str]) -> str | None:
    """Return a Lie algebra of real matrices by its condition; sp(2n) preserves [[0, I], [-I, 0]]."""
    name, size = found[1], int(found[2])
    if name == "gl":
        return f"M_{size}"
    if name == "sl":
        return f"{{A in M_{size} : tr(A) = 0}}"
    if name in ("so", "o"):
        return f"{{A in M_{size} : A.T = -A}}"
    if size % 2:
        return None
    half, places = size // 2, range(size)
    rows = ([(j == i + half) - (i == j + half) for j in places] for i in places)
    return f"{{A in M_{size} : A.T*J + J*A = 0}}, J = [{', '.join(map(_bracketed, rows))}]"


def _bracketed(row: Sequence[int]) -> str:
    return f"[{', '.join(map(str, row))}]"


def _waves(found: re.Match[str]) -> str | None:
    """Return trigonometric polynomials as the span of waves."""
    degree = int(found[1])
    arguments = ["x", *(f"{k}*x" for k in range(2, degree + 1))]
    waves = (f"cos({argument}), sin({argument})" for argument in arguments)
    return f"span{{{', '.join([*([] if found[2] else ['1']), *waves])}}}" if degree <= _MOST_WAVES else None


def _maps(first: str, second: str) -> str | None:
    """Return the matrices of the linear maps between two spaces with standard bases."""
    before, after = read_ambient(first), read_ambient(second)
    if before is None or after is None or before.scalars != after.scalars:
        return None
    base = before.scalars.replace("F", "F_") if before.scalars != "R" else "R"
    return (
        f"{base}^{{{after.dimension}x{before.dimension}}}"
        if base != "R"
        else (f"M_{{{after.dimension}x{before.dimension}}}")
    )


def _coordinate_space(found: re.Match[str]) -> str | None:
    """Return an axis or a coordinate plane by its equations."""
    size = int(found[4] or 3)
    kept = [x for x in found.groups()[:3] if x]
    names = "xyz"[:size]
    if len(set(kept)) != len(kept) or not set(kept) <= set(names):
        return None
    zero = [f"{x} = 0" for x in names if x not in kept] or ["0 = 0"]
    return f"{{({', '.join(names)}) : {', '.join(zero)}}}"


def _spline(found: re.Match[str]) -> str:
    """Return splines as the span of powers and truncated powers at the inner knots."""
    kind, low, high, listed = found.groups()
    degree = _DEGREES[kind or "linear"]
    knots = [knot for knot in re.split(r"\s*,\s*|\s+and\s+|\s+", listed.strip()) if knot and knot != "and"]
    inner = [knot for knot in dict.fromkeys(knots) if knot not in (low, high)]
    power = f"**{degree}" if degree > 1 else ""
    powers = ["1", "x", *(f"x**{k}" for k in range(2, degree + 1))]
    elements = ", ".join([*powers, *(f"max({_shifted(knot)}, 0){power}" for knot in inner)])
    return f"span{{{elements}}}" + (f" on [{low}, {high}]" if low else "")


def _shifted(knot: str) -> str:
    """Return x minus a knot."""
    return f"x + {knot[1:]}" if knot.startswith("-") else f"x - {knot}"


_COUNTS = {"two": 2, "three": 3, "four": 4}
_CLASSES = {"sym": "A.T = A", "ske": "A.T = -A", "alt": "A.T = -A", "ant": "A.T = -A", "dia": "A diagonal"}


def _matrix_class(word: str | None, size: str) -> str:
    """Return the matrices of a size with a property: those of bilinear forms."""
    return f"{{A in M_{size} : {_CLASSES[word[:3].lower()]}}}" if word else f"M_{size}"


def _in_letters(head: str, count: str) -> str | None:
    """Return polynomials in x, y, z, w for those in a number of variables."""
    number = _COUNTS.get(count) or int(count)
    return f"{head}{', '.join('xyzw'[:number])}" if 1 < number <= len("xyzw") else None


_NAMED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_FIBONACCI, lambda _: "a(n+2) = a(n+1) + a(n)"),
    (_PERIODIC, lambda found: f"a(n+{found[1]}) = a(n)"),
    (_NOTHING, lambda _: "span{(0)}"),
    (_ALGEBRA, _algebra),
    (_DIRECTED, lambda f: f"{'' if f[1] == 'direction' else 'orthogonal complement of '}span{{{f[2]}}}"),
    (_MAPS, lambda found: _maps(found["first"] or found["left"], found["second"] or found["right"])),
    (_DUAL, lambda found: _maps(found[1] or found[2], "R^1")),
    (_SELF, lambda found: _maps(found[1] or found[2], found[1] or found[2])),
    (_CLASS, lambda found: _matrix_class(found[1], found[2])),
    (_FORMS, lambda found: _matrix_class(found[1], found[2])),
    (_QUADRATIC, lambda f: _in_letters("homogeneous polynomials of degree 2 in ", f[1] or f[2])),
    (_COUNTED, lambda found: _in_letters(found[1], found[2])),
    (_AXIS, _coordinate_space),
    (_WAVES, _waves),
    (_SPLINES, _spline),
)
