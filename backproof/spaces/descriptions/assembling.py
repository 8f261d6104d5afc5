"""Put a description together: names of the coordinates, conditions in words or formulas, named matrices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backproof.diagnostic import Diagnostic, InputError
from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, VECTORS, Ambient
from backproof.spaces.descriptions.description import Condition, Described
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.splitting import equations_of, tuple_of
from backproof.spaces.descriptions.words import conditions_at_complex, conditions_in_words
from backproof.spaces.language.syntax import Node, names_in_order
from backproof.spaces.language.tokens import refuse

LET = re.compile(
    r"(?:(?:where|with|for|let|and)\s+)*([A-Za-z])\s*=\s*(\[.*\]|\(.*,.*\)|\\begin.*)", re.DOTALL
)
_GREEK = (
    "lam alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi psi omega"
)
_PARAMETER = re.compile(rf"(?:[A-Za-z]|{'|'.join(_GREEK.split())}|Id)_?\d*")
_CROSS = re.compile(r"(?<=[\w)\]])\s*(?:\u00d7|\\times\b|\sx\s)\s*(?=[a-z(\[])")
_USUAL = {POLYNOMIALS: "p", MATRICES: "A", VECTORS: "x"}


@dataclass(frozen=True)
class Draft:
    """Contents of a description before its formulas are read.

    `items` are conditions and named matrices; `argument` is the variable of polynomials as values of a map.
    """

    text: str
    kind: str
    unknown: str
    ambient: Ambient
    items: Sequence[str]
    mapping: str = ""
    label: str = ""
    argument: str = ""


def described(draft: Draft) -> Described:
    """The description with its formulas read; matrices that items name are kept apart."""
    unknown, ambient = draft.unknown, draft.ambient
    lets = [found for item in draft.items if (found := LET.fullmatch(item.strip())) and found[1] != unknown]
    given = {found[1]: parse_formula(found[2], ()) for found in lets}
    rest = [item for item in draft.items if not any(item.strip() == found[0] for found in lets)]
    entries = tuple_of(unknown) if unknown else None
    used = " ".join([*rest, draft.mapping])
    names = tuple(entries) if entries else _coordinates(ambient, unknown, used)
    name = (unknown if not entries else "") or _USUAL[ambient.kind]
    if ambient.kind == VECTORS and not unknown and set(names) <= set("xyzwtuv"):
        entries = list(names)
    letter = names[0].rstrip("0123456789")
    texts = [said for item in rest for said in _said(item, ambient, name, letter)]
    functions = (name,) if ambient.kind == POLYNOMIALS else ()
    argument = ambient.argument or draft.argument
    unknowns = (name, *names, *given, *([argument] if argument else []))
    conditions = tuple(
        Condition(shown, *(_parsed(side, unknowns, functions) for side in sides))
        for said in texts
        for shown, sides in equations_of(said)
    )
    mapping = _parsed(draft.mapping, unknowns, functions) if draft.mapping else None
    _require_known([side for c in conditions for side in (c.left, c.right)], unknowns)
    fixed = (draft.text, draft.kind, ambient, name, names, conditions, tuple(given.items()))
    return Described(*fixed, mapping, draft.label, is_named=not entries, argument=argument)


def _parsed(text: str, unknowns: Sequence[str], functions: Sequence[str]) -> Node:
    try:
        return parse_formula(text, unknowns, functions)
    except InputError as error:
        raise InputError(
            *(Diagnostic(f"{text}: {d.message}", expected=d.expected, hint=d.hint) for d in error.diagnostics)
        ) from None


def _require_known(formulas: Sequence[Node], unknowns: Sequence[str]) -> None:
    """Refuse words that are no names: parameters are letters, numbered letters or Greek ones."""
    for name in (name for node in formulas for name in names_in_order(node)):
        if name in ("det", "rank", "norm"):
            refuse(
                f"a condition on {name} is not linear", expected="a condition that is linear in the unknown"
            )
        if name not in unknowns and not _PARAMETER.fullmatch(name):
            refuse(
                f"{name!r} is neither known here nor a letter", expected="a parameter such as a, b1 or alpha"
            )


def _said(item: str, ambient: Ambient, name: str, letter: str) -> tuple[str, ...]:
    """The equations of an item: itself, or those that it says in words."""
    if ambient.kind == VECTORS and _CROSS.search(item):
        refuse("a cross product", expected="equations of the coordinates, such as 3*y - 2*z = 0")
    if found := conditions_at_complex(item, ambient, name):
        return found
    if "=" in item and not re.search(r"<=|>=", item):
        return (item,)
    found = conditions_in_words(item, ambient, name, letter)
    if not found:
        known = "an equation, or a property such as symmetric or even"
        refuse(f"{item.strip()!r} is no condition", expected=known, hint=_hint(item))
    return found


def _hint(item: str) -> str | None:
    if re.search(r"[<>\u2264\u2265]|!=|\u2260", item):
        return "a set given by inequalities is no subspace"
    return None


def _coordinates(ambient: Ambient, unknown: str, used: str) -> tuple[str, ...]:
    """Names of the coordinates that nothing else has; x, y, z where the conditions use these."""
    words = set(re.findall(r"[A-Za-z]\w*", used.replace("_", "")))
    if ambient.kind == VECTORS:
        plain = [letter for letter in "xyzwtuv" if letter in words]
        if not unknown and plain and len(words & set("xyzwtuv")) <= ambient.dimension <= 7:
            more = [letter for letter in "xyzwtuv" if letter not in plain]
            chosen = [*plain, *more][: ambient.dimension]
            return tuple(sorted(chosen, key="xyzwtuv".index))
        return ambient.coordinates(unknown if len(unknown) == 1 else "x")
    usual = unknown.lower() if ambient.kind == MATRICES and len(unknown) == 1 else "a"
    if ambient.kind == MATRICES:
        return ambient.coordinates(usual)
    letters = (
        letter for letter in (usual, *"abcduvw") if not any(w[0] == letter and w[1:].isdigit() for w in words)
    )
    return ambient.coordinates(next(letters))
