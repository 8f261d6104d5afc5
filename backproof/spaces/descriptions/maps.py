"""Read the kernel or the image of a map: ker(p -> p' on P3), or im T with T(x, y, z) = (x + y, z)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.spaces.descriptions.ambient import BASE, VECTORS, Ambient, read_ambient
from backproof.spaces.descriptions.assembling import LET, Draft, described
from backproof.spaces.descriptions.description import IMAGE, KERNEL, Described
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.parameters import PARAMETERS, field_of
from backproof.spaces.descriptions.splitting import bare, is_matrix, items_of, tuple_of
from backproof.spaces.language.tokens import refuse

_KERNEL = re.compile(
    r"(?:the\s+)?(?:\\?ker(?:nel)?|null(?:\s*space)?)\b\s*(?:of\s+)?(?:the\s+)?(.+)",
    re.IGNORECASE | re.DOTALL,
)
_IMAGE = re.compile(
    r"(?:the\s+)?(?:im(?:age)?|range|Im)\b\s*(?:of\s+)?(?:the\s+)?(.+)", re.IGNORECASE | re.DOTALL
)
_ARROW = r"(?:\|->|->|\u21a6|\u2192|\\mapsto|\\to)"
_DOMAIN = re.compile(
    r"(.+?)[\s,;]+(?:on|over|in|from|for|:)\s+(?:(?:all\s+)?(?:[A-Za-z]|\([^()]*\))\s+in\s+)?([^,;=]+)",
    re.DOTALL,
)
_LISTED = re.compile(r"(.+?),\s*(?:[A-Za-z]|\([^()]*\))\s*(?:in|\u2208|\\in)\s+([^,;=]+)", re.DOTALL)
_TYPED = re.compile(
    rf"[A-Za-z]\w*\s*:\s*(.+?)\s*{_ARROW}\s*([^,;]+?)\s*(?:[,;]|\bwith\b|\bby\b|\bgiven by\b)\s*(.+)",
    re.DOTALL,
)
_APPLIED = re.compile(
    r"([A-Za-z])\s*\(\s*(\(.*?\)|[A-Za-z]|[a-z](?:_?\d)?(?:\s*,\s*[a-z](?:_?\d)?)+)\s*\)\s*=\s*(.+)",
    re.DOTALL,
)
_MAPSTO = re.compile(rf"(?:[A-Z]\s*:\s*)?(\(.*?\)|\[.*?\]|[A-Za-z])\s*{_ARROW}\s*(.+)", re.DOTALL)
_DERIVATIVE = re.compile(
    r"(?:d(?:\^?(?P<order>\d))?\s*/\s*d[a-z](?:\^?(?P<below>\d))?|D(?:\^(?P<power>\d))?"
    r"|(?:differentiation|derivative)(?: operator| map)?)"
)


_PARAMETRIC = re.compile(rf"(?P<rule>[(\[].*[)\]])\s*(?:[:|]|\\mid\b)\s*{PARAMETERS}", re.DOTALL)
_FORM = re.compile(
    rf"(?:[pqf]\s*\(\s*[xt]\s*\)\s*=\s*)?(?P<rule>[^:|{{}}=]+?)\s*(?:[:|]|\\mid\b)\s*{PARAMETERS}"
)


def read_map(text: str, plain: str) -> Described | None:
    """The kernel or the image of a map; a set with parameters, {(2*t, -t) : t in R}, is an image."""
    if found := _PARAMETRIC.fullmatch(plain):
        return _of_parameters(text, found)
    if found := _FORM.fullmatch(plain):
        if re.search(r"\([^()]*,|\[", found["rule"]):
            return _of_parameters(text, found)
        if variable := _variable_of(found["rule"], found["letters"], ("x", "t")):
            return _of_parameters(text, found, variable)
    for kind, pattern in ((KERNEL, _KERNEL), (IMAGE, _IMAGE)):
        found = pattern.fullmatch(plain)
        if found and not is_matrix(found[1]):
            return _of_map(text, kind, bare(found[1]))
    return None


def _of_parameters(text: str, found: re.Match[str], variable: str = "") -> Described:
    """The image of the map that takes the letters to the rule, a polynomial if it has a variable."""
    letters, rule = found["letters"], found["rule"]
    field = field_of(found)
    domain = f"{field}^{len(letters.split(','))}"
    if variable:
        return _of_map(text, IMAGE, f"T: {domain} -> {field}[{variable}], ({letters}) -> {rule}")
    return _of_map(text, IMAGE, f"({letters}) -> {rule}" + (f" on {domain}" if field != "R" else ""))


def _of_map(text: str, kind: str, said: str) -> Described:
    """The map's domain, its letter, and the image of an unknown."""
    said = re.sub(r"^\(?([A-Za-z])\)?\s*(?:[,:;]|,?\s*(?:where|with|for))\s*(?=\1\s*[:(])", "", said)
    head, *lets = items_of(re.sub(r"\s+where\s+(?=[A-Z]\s*=\s*\[)", ", ", said), among=LET)
    head, ambient, values = _domain(head)
    letter, unknown, formula = _rule(said, _in_formulas(head.strip()))
    if ambient and (ambient.kind, ambient.sizes) == (VECTORS, (1,)) and not unknown.startswith("("):
        unknown = f"({unknown})"
    entries = tuple_of(unknown)
    if ambient is None and entries:
        ambient = Ambient(VECTORS, (len(entries),))
    ambient = ambient or _by_matrix(lets, formula, unknown)
    if ambient is None:
        refuse(f"the map {said!r} has no domain", expected="a space after on, such as p -> p' on P3")
    argument = (
        ""
        if ambient.argument or not (entries or values)
        else _variable_of(formula, unknown, values or ("x",))
    )
    return described(Draft(text, kind, unknown, ambient, lets, formula.strip(), letter, argument))


def _variable_of(formula: str, unknown: str, known: Sequence[str]) -> str:
    """The variable of a polynomial with coefficients in these letters; "" of numbers, tuples and matrices."""
    letters = set(re.findall(r"[a-z]", unknown))
    for name in known:
        if (
            name not in letters
            and _is_argument(name, formula)
            and not re.match(r"\s*(?:\[|\([^()]*,)", formula)
        ):
            return name
    return ""


def _is_argument(name: str, formula: str) -> bool:
    """Return whether a letter stands in a formula without words, perhaps next to another letter."""
    return name in formula and not re.search(r"[a-z]{4}|[A-Z]|sin|cos|tan|exp|log|\bln", formula)


def _domain(head: str) -> tuple[str, Ambient | None, tuple[str, ...]]:
    """The rule of a map, its domain, and the variables that polynomials among its values may have."""
    space, values = "", tuple[str, ...]()
    if typed := _TYPED.fullmatch(head):
        space, head = typed[1], typed[3]
        values = _variables_of_values(typed[2].strip())
    for pattern in (_LISTED, _DOMAIN):
        found = pattern.fullmatch(head)
        if found and read_ambient(found[2]) is not None:
            head, space = found[1].strip(), found[2]
    return head, read_ambient(space) if space else None, values


def _variables_of_values(codomain: str) -> tuple[str, ...]:
    """The variables that polynomials of a codomain such as P_2 or R[x] may have."""
    if found := re.fullmatch(rf"{BASE}\s*\[\s*([a-z])\s*\]", codomain):
        return (found[2],)
    space = read_ambient(codomain)
    return tuple(dict.fromkeys((space.variable, "x", "t"))) if space and space.argument else ()


def _in_formulas(head: str) -> str:
    """The rule of a map that is named in words: d/dx, the trace."""
    if found := _DERIVATIVE.fullmatch(head):
        if (found["order"] or "1") != (found["below"] or "1"):
            refuse(f"{head} has two orders", expected="d/dx, d^2/dx^2, ...")
        return f"p -> p{chr(39) * int(found['order'] or found['power'] or 1)}"
    return "A -> tr(A)" if head.lower() in ("trace", "the trace", "tr") else head


def _rule(said: str, head: str) -> tuple[str, str, str]:
    """The letter of a map, the unknown, and its image."""
    if (found := _APPLIED.fullmatch(head)) and "=" not in found[3]:
        unknown = found[2]
        is_open = "," in unknown and not unknown.startswith("(")
        return found[1], f"({unknown})" if is_open else unknown, found[3]
    found = _MAPSTO.fullmatch(head)
    if found is None:
        refuse(f"{said!r} is no map", expected="such as p -> p - x*p' on P4, or (x, y) -> (x + y, x - y)")
    return "T", found[1], found[2]


def _by_matrix(lets: Sequence[str], formula: str, unknown: str) -> Ambient | None:
    """The domain of x -> A*x: as many entries as A has columns."""
    matrices = [found[2] for item in lets if (found := LET.fullmatch(item.strip()))]
    literal = re.fullmatch(rf"(\[\[.*\]\])\s*\*?\s*{re.escape(unknown)}", formula.strip(), re.DOTALL)
    matrices += [literal[1]] if literal else []
    if len(matrices) != 1 or not unknown.islower():
        return None
    first = parse_formula(matrices[0], ()).children[0]
    return Ambient(VECTORS, (len(first.children),)) if first.kind == "list" else None
