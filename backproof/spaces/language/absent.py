"""One-line errors, with a workaround, for kinds of space that are not supported."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from backproof.diagnostic import Diagnostic, InputError
from backproof.spaces.language.tokens import FUNCTIONS

_PRIME = re.compile(r"[A-Za-z]\w*\s*(?:'|\u2032|\u2019)")
_APPLIED = re.compile(r"([A-Za-z]\w*)(?:'|\u2032|\u2019)*\s*\(")
_EQUATION = re.compile(r"(?<![<>!:])=")
_FIELD = re.compile(r"\bmod(?:ulo)?\s*\d+|\bGF\b|\bover\s+[FZ]_?\(?\d|/\s*\d+\s*Z\b")
_BUILDER = re.compile(r"\{[^{}]*[:|][^{}]*\}|\bsuch that\b")
_STEP = re.compile(r"\b(floor|ceil|ceiling|sign|sgn|heaviside|Heaviside|piecewise|Piecewise)\b")
_ON_POLYNOMIALS = re.compile(r"\bd\s*/\s*d[a-z]\b|\bon\s+P_?\d|->|\bT\(")
_UNIT = re.compile(r"(?<![A-Za-z0-9_])[ij](?![A-Za-z0-9_])")
_SUBSPACES = ("sum", "intersection")


@dataclass(frozen=True)
class _Kind:
    """An unsupported kind of space: its name, a workaround, and a predicate that detects it in a text."""

    name: str
    way: str
    asks: Callable[[str, str], bool]


def _unknown_functions(text: str) -> set[str]:
    return {name for name in _APPLIED.findall(text) if name not in FUNCTIONS}


def _conditions_on_polynomials(kind: str, text: str) -> bool:
    is_asked = kind in ("polynomials", "span", "functions", "homogeneous_system")
    return is_asked and bool(_EQUATION.search(text)) and bool(_unknown_functions(text))


def _map_of_polynomials(kind: str, text: str) -> bool:
    return bool(_ON_POLYNOMIALS.search(text)) or (kind == "polynomials" and bool(_PRIME.search(text)))


def _conditions_on_matrices(kind: str, text: str) -> bool:
    return kind == "matrices" and bool(_EQUATION.search(text))


def _parts_of_functions(kind: str, text: str) -> bool:
    return kind in _SUBSPACES and "[[" not in text.replace(" ", "") and bool(re.search(r"[A-Za-z]", text))


_KINDS = (
    _Kind("a field among the entries", "--field F2 states it", lambda _, t: bool(_FIELD.search(t))),
    _Kind(
        "polynomials that obey conditions, without their degree",
        "--space '{p in P4 : p(1) = 0}' says that it is at most 4",
        _conditions_on_polynomials,
    ),
    _Kind(
        "maps of polynomials, without the degree",
        '--space "im(p -> p - x*p\' on P4)", or ker, says that it is at most 4',
        _map_of_polynomials,
    ),
    _Kind(
        "matrices that obey conditions, without their size",
        "--space '{A in M2 : A*B = B*A}, B = [[1, 2], [2, 1]]' says it",
        _conditions_on_matrices,
    ),
    _Kind(
        "sums and intersections of spans of functions",
        "polynomials, vectors and matrices can be given: span{1 + x, x**2} + span{1, x}",
        _parts_of_functions,
    ),
    _Kind(
        "sets of vectors in words",
        "--space '{(x, y, z) in R^3 : x + y = 0}' takes sets by equations",
        lambda _, t: bool(_BUILDER.search(t)),
    ),
    _Kind(
        "functions given piece by piece, but for abs, max, min and relu",
        "abs, max, min and relu are known",
        lambda _, t: bool(_STEP.search(t)),
    ),
)


def absent(kind: str, text: str, error: InputError, variables: str | None = None) -> InputError:
    """The error that names the unsupported kind a text asks for, or else the given error."""
    if kind == "space":
        return error
    found = next((k for k in _KINDS if k.asks(kind, text)), None)
    if found is not None:
        return InputError(Diagnostic(f"there is no kind of space here for {found.name}", hint=found.way))
    said = error.diagnostics[0].message
    if kind in ("span", "functions") and (variables or "the functions have the variables" in said):
        return _with_parameters(text, error, said)
    return error


def _with_parameters(text: str, error: InputError, said: str) -> InputError:
    """The error for functions with names that are not all variables, or else the given error."""
    names = set(re.findall(r"[A-Za-z]\w*", text)) - FUNCTIONS - {"pi", "e"}
    if len(names) < 2 or not ("is not a polynomial" in said or "have the variables" in said):
        return error
    way = "put numbers for parameters, such as a = 2"
    listed = ", ".join(sorted(names))
    message = (
        f"there is no kind of space here for functions with parameters and of several variables ({listed})"
    )
    return InputError(Diagnostic(message, hint=way))
