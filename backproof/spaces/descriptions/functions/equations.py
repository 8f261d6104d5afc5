"""Read linear equations for functions and sequences, with constant coefficients: y'' - 4*y' + 4*y = 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from backproof.spaces.descriptions.ambient import VECTORS, read_ambient
from backproof.spaces.descriptions.functions.side_conditions import SideCondition, apart, read_condition
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.splitting import bare
from backproof.spaces.language.reading import read_entries, read_list
from backproof.spaces.language.spelling.letters import letters_apart
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, names, parse, to_text
from backproof.spaces.language.tokens import refuse

FUNCTIONS, _DIFFERENTIAL, RECURRENCE = "functions", "differential equation", "recurrence"
_HIGHEST = 12
_SHIFTED = re.compile(
    r"([A-Za-z])\s*(?:\(\s*([a-z])\s*(?:([-+])\s*(\d+))?\s*\)|\[\s*([a-z])\s*(?:([-+])\s*(\d+))?\s*\]"
    r"|_\s*\{\s*([a-z])\s*(?:([-+])\s*(\d+))?\s*\}|_([a-z])\b)"
)
_DERIVED = re.compile(
    r"([A-Za-z])((?:['\u2032\u2019\u2033])+|\s*\^\s*\(\s*(\d+)\s*\))?(?:\(\s*([a-z])\s*\))?(?![A-Za-z(])"
)
_LEIBNIZ = re.compile(r"d(?:\^?(\d))?\s*([a-z])\s*/\s*d\s*([a-z])(?:\^?\d)?")
_WORDS = re.compile(
    r"(?:the\s+)?(?:space of\s+)?(?:all\s+)?(?:real\s+)?(?:solutions?(?: space)?|sequences|functions)\s+"
    r"(?:[a-z]\s+)?(?:of|to|with|that satisfy|satisfying|such that)\s+"
    r"(?:the\s+)?(?:(?:linear|homogeneous|differential)\s+)*(?:(?:ode|equation|recurrence(?:\s+relation)?|relation)\s+)?",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:all\s+)?(?:functions?\s+)?[a-z]\s+(?:with|such that|satisfying)\s+(?=.*['\u2032\u2019\u2033])"
)
_DOMAIN = re.compile(r"\s+on\s+(?:[\[(\]].*|R|\u211d)$")
_PARAMETERS = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "omega",
        "lambda",
        "lam",
        "mu",
        "nu",
        "eta",
        "rho",
        "tau",
        "phi",
        "theta",
    ]
)
_FOR_ALL = re.compile(r"\s*,?\s*for\s+(?:all|every|each)\s+[a-z](?:\s*(?:>=|\u2265|>)\s*\d+)?(?=\s*\}?\s*$)")
_PRIMED = re.compile(r"[a-z]['\u2032\u2019\u2033]")
_SET = re.compile(
    r"\{?\s*(?:\(?[a-z](?:_\{?n\}?)?\)?)(?:_\{?\s*n\s*(?:>=|\u2265|\bin\b|\u2208)\s*[\dN]\s*\}?)?(?:\s+(?:in|\u2208)\s+([^:|]*))?\s*[:|]\s*(.+?)\}?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Equation:
    """The functions (or sequences) whose derivatives (or shifts), times these coefficients, add up to 0.

    `coefficients` begin with that of the function itself. Of given functions, their own span is meant, and
    there are no coefficients; these may have complex values. `conditions` are initial and boundary values.
    """

    text: str
    kind: str
    unknown: str
    variable: str
    coefficients: tuple[Node, ...] = ()
    functions: tuple[Node, ...] = ()
    is_complex: bool = False
    conditions: tuple[SideCondition, ...] = ()

    @property
    def order(self) -> int:
        """The order of the equation."""
        return len(self.coefficients) - 1


_GIVEN, _COMPLEX = "functions of ", "complex functions of "
_UNITS = frozenset({"i", "j"})


def with_parameters(data: object, variable: str = "") -> Equation | None:
    """Functions of one variable, by default x or t, with parameters; None without parameters."""
    nodes = letters_apart(read_entries(read_list(data, "the list of functions"), "function"), (variable,))
    found = frozenset[str]().union(*map(names, nodes))
    usual = [name for name in ("x", "t") if name in found]
    if found & _UNITS and not variable:
        refuse("i may be the imaginary unit", hint="over C it is; name a real parameter by another letter")
    chosen = variable or (usual[0] if len(usual) == 1 and not found & {"y", "z"} else "")
    if not chosen or not found - {chosen}:
        return None
    listed = tuple(nodes)
    text = f"{_GIVEN}{chosen}: {'; '.join(map(to_text, listed))}"
    return Equation(text, FUNCTIONS, "", chosen, functions=listed)


def complex_functions(data: object, variable: str = "") -> Equation:
    """Functions of one variable with complex values, in which i is the imaginary unit.

    Raises InputError for parameters beside the variable.
    """
    nodes = tuple(
        letters_apart(read_entries(read_list(data, "the list of functions"), "function"), (variable,))
    )
    found = frozenset[str]().union(*map(names, nodes)) - {"i", "e", "pi"}
    chosen = variable or next(iter(found), "x")
    if others := sorted(found - {chosen}):
        refuse(
            f"over C, {', '.join(others)} and {chosen} stand in one span",
            expected="one variable, no parameters",
        )
    text = f"{_COMPLEX}{chosen}: {'; '.join(map(to_text, nodes))}"
    return Equation(text, FUNCTIONS, "", chosen, functions=nodes, is_complex=True)


def equation_of(text: str) -> Equation | None:
    """Read an equation, or functions with parameters as `given_functions` writes them."""
    for start in (_GIVEN, _COMPLEX):
        if text.startswith(start):
            variable, _, listed = text.removeprefix(start).partition(": ")
            functions = tuple(map(parse, listed.split("; ")))
            return Equation(text, FUNCTIONS, "", variable, functions=functions, is_complex=start == _COMPLEX)
    return read_equation(text)


def read_equation(text: str) -> Equation | None:
    """Read a differential equation or a recurrence; None if the text is neither."""
    plain = _DOMAIN.sub("", _ALL.sub("", _WORDS.sub("", bare(_FOR_ALL.sub("", text))))).strip()
    if found := _SET.fullmatch(plain):
        space = read_ambient(found[1]) if found[1] else None
        if space is not None and not (space.kind == VECTORS and _PRIMED.search(found[2])):
            return None
        plain = found[2].strip()
    alone, beside = apart(plain) if plain.count("=") > 1 or "vanish" in plain else (plain, ())
    found_alone = _alone(text, _DOMAIN.sub("", _FOR_ALL.sub("", alone)).strip())
    if found_alone is None or not beside:
        return found_alone
    said = (found_alone.unknown, found_alone.variable)
    conditions = tuple(form for item in beside for form in read_condition(item, *said))
    return replace(found_alone, conditions=conditions)


def _alone(text: str, plain: str) -> Equation | None:
    """Read an equation without conditions beside it."""
    if plain.count("=") != 1 or re.search(r"[:|\u2208]|\bin\b", plain):
        return None
    left, right = plain.split("=")
    if re.search(r"['\u2032\u2019\u2033]|\^\s*\(\s*\d+\s*\)\s*(?:\(|[-+=\s]|$)", plain) or _LEIBNIZ.search(
        plain
    ):
        return _differential(text, left, right)
    shifts = [_shift(found) for found in _SHIFTED.finditer(plain)]
    is_shifted = any(shift for *_, shift in shifts) and len({index for _, index, _ in shifts}) == 1
    return _recurrence(text, left, right) if is_shifted else None


def _differential(text: str, left: str, right: str) -> Equation | None:
    letters = [found[1] for found in _DERIVED.finditer(f"{left} {right}") if found[2]]
    letters += [found[2] for found in _LEIBNIZ.finditer(f"{left} {right}")]
    unknown = letters[0] if letters else ""
    if len(set(letters)) != 1 or unknown in ("p", "q"):
        return None
    variables = [
        found[4] for found in _DERIVED.finditer(f"{left} {right}") if found[1] == unknown and found[4]
    ]
    variables += [found[3] for found in _LEIBNIZ.finditer(f"{left} {right}")]

    def order(found: re.Match[str]) -> str:
        if found[1] != unknown:
            return found[0]
        return f" d{found[3] or len((found[2] or '').strip().replace(chr(0x2033), chr(39) * 2))} "

    sides = []
    for side in (left, right):
        shown = _LEIBNIZ.sub(lambda found: f" d{found[1] or 1} ", side)
        sides.append(_DERIVED.sub(order, shown))
    node, variable = parse_formula(f"({sides[0]}) - ({sides[1]})", ()), (variables or ["x"])[0]
    _require_constant(node, variable)
    return Equation(text, _DIFFERENTIAL, unknown, variable, _coefficients(node, "d", text))


def _recurrence(text: str, left: str, right: str) -> Equation:
    shifts = [_shift(found) for found in _SHIFTED.finditer(f"{left} {right}")]
    unknown, variable = shifts[0][0], shifts[0][1]
    least = min(shift for *_, shift in shifts)

    def named(found: re.Match[str]) -> str:
        return f" d{_shift(found)[2] - least} "

    sides = [_SHIFTED.sub(named, side) for side in (left, right)]
    node = parse_formula(f"({sides[0]}) - ({sides[1]})", ())
    _require_constant(node, variable)
    coefficients = _coefficients(node, "d", text)
    if to_sympy(coefficients[0]) == 0:
        shown = f"{unknown}({variable}{f'{least:+d}' if least else ''})"
        refuse(f"{shown} has the factor 0", expected=f"an equation without {shown}")
    return Equation(text, RECURRENCE, unknown, variable, coefficients)


def _require_constant(node: Node, variable: str) -> None:
    for name in names(node):
        if re.fullmatch(r"[A-Za-z]{3,}", name) and name not in _PARAMETERS:
            refuse(f"{name!r} is no letter", expected="an equation alone, with letters as parameters")
    if variable in names(node):
        refuse(f"a coefficient depends on {variable}", expected="constant coefficients")


def _shift(found: re.Match[str]) -> tuple[str, str, int]:
    """The sequence, its index, and by how much the index is shifted."""
    letter, *groups = found.groups()
    for index, sign, number in (groups[0:3], groups[3:6], groups[6:9]):
        if index:
            return letter, index, int(f"{sign or ''}{number or 0}")
    return letter, groups[9], 0


def _coefficients(node: Node, letter: str, text: str) -> tuple[Node, ...]:
    """The coefficient of each derivative or shift: its value where that one is 1 and the others are 0."""
    orders = [int(name[1:]) for name in names(node) if re.fullmatch(rf"{letter}\d+", name)]
    if not orders or not 0 < max(orders) <= _HIGHEST:
        refuse(f"{text.strip()[:60]!r} has no order between 1 and {_HIGHEST}")
    _require_linear(node, [symbol(f"{letter}{k}") for k in sorted(set(orders))], text.strip()[:60])
    return tuple(_at_unit(node, letter, k, max(orders)) for k in range(max(orders) + 1))


def _require_linear(node: Node, unknowns: Sequence[sp.Symbol], shown: str) -> None:
    value = sp.expand(to_sympy(node))
    if not value.is_polynomial(*unknowns) or sp.Poly(value, *unknowns).total_degree() != 1:
        refuse(f"{shown!r} is not linear", expected="a linear equation with constant coefficients")
    if value.subs(dict.fromkeys(unknowns, 0)) != 0:
        refuse(
            f"{shown!r} does not hold for 0",
            hint="the solutions of an inhomogeneous equation are no subspace",
        )


def _at_unit(node: Node, letter: str, chosen: int, order: int) -> Node:
    """The expression with one derivative set to 1 and the others to 0."""
    values = {f"{letter}{k}": Node("number", str(int(k == chosen))) for k in range(order + 1)}
    return replaced(node, values)


def replaced(node: Node, values: dict[str, Node]) -> Node:
    """The expression with nodes in place of names."""
    if node.kind == "name" and node.value in values:
        return values[node.value]
    return Node(node.kind, node.value, tuple(replaced(child, values) for child in node.children), node.column)
