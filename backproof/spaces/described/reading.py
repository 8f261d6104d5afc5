"""Read the description of a space: {p in P4 : p(1) = 0}, ker(p -> p' on P3), eigenspace of [[2, 1], [1, 2]] for 3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from backproof.diagnostic import Diagnostic, InputError
from backproof.spaces.described.ambient import MATRICES, POLYNOMIALS, VECTORS, Ambient, read_ambient
from backproof.spaces.described.grammar import parse_formula
from backproof.spaces.described.splitting import (
    bare,
    builder_of,
    cut,
    equations_of,
    is_matrix,
    items_of,
    tuple_of,
)
from backproof.spaces.described.words import conditions_in_words
from backproof.spaces.language.syntax import CONSTANTS, Node, names_in_order, refuse

CONDITIONS, KERNEL, IMAGE, EIGENSPACE, COMPLEMENT = (
    "conditions",
    "kernel",
    "image",
    "eigenspace",
    "complement",
)
_IN = re.compile(r"(.+?)\s*(?:\bin\b|\u2208|\\in\b)\s*(.+)", re.DOTALL)
_LET = re.compile(r"(?:(?:where|with|for|let|and)\s+)*([A-Z])\s*=\s*(\[.*\])", re.DOTALL)
_USUAL = {POLYNOMIALS: "p", MATRICES: "A", VECTORS: "x"}
_LETTERED = re.compile(r"([a-z])\d+")
_KNOWN = "{p in P4 : p(1) = 0}, {A in M2 : A.T = A}, {(x, y, z) in R^3 : x + y = z}, ker(p -> p' on P3), \
im(A -> A + A.T on M2), eigenspace of [[2, 1], [1, 2]] for 3"


@dataclass(frozen=True)
class Condition:
    """An equation, as the texts and as the formulas of its sides."""

    text: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Described:
    """A space as it is described.

    `names` are the coordinates of the unknown; `given` are matrices by their names; `mapping` is the image of
    the unknown under a map, whose kernel or image is meant.
    """

    text: str
    kind: str
    ambient: Ambient
    unknown: str
    names: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    given: tuple[tuple[str, Node], ...] = ()
    mapping: Node | None = None
    label: str = ""
    is_named: bool = field(default=True)


def read_described(text: str) -> Described:
    """Read a description; InputError says what is not understood, and which kinds there are."""
    plain = bare(text)
    for read in (_read_map, _read_eigenspace, _read_complement, _read_conditions):
        if (found := read(text, plain)) is not None:
            return found
    refuse(f"{text.strip()[:60]!r} is no description of a space", 1, expected=f"such as {_KNOWN}")


def _read_conditions(text: str, plain: str) -> Described | None:
    """Elements of a space by conditions, in set-builder notation or after a colon."""
    head, tail = builder_of(plain)
    items = list(items_of(tail))
    place = next((i for i, item in enumerate(items) if not head and _IN.fullmatch(item)), None)
    head = items.pop(place) if place is not None else head
    unknown, ambient, prefix = _subject(head)
    if ambient is None:
        return None
    return _with_conditions(text, CONDITIONS, unknown, ambient, [*prefix, *items])


def _subject(head: str) -> tuple[str, Ambient | None, list[str]]:
    """The unknown, the space that it lies in, and the properties that the head states in words."""
    unknown, space = "", head
    if found := _IN.fullmatch(head):
        unknown, space = found[1].strip(), found[2].strip()
        if "=" in unknown:
            return "", read_ambient(space), [unknown]
    elif (entries := tuple_of(head)) is not None:
        return head, Ambient(VECTORS, (len(entries),)), []
    words, ambient = _worded(space)
    return unknown, ambient, words


def _worded(space: str) -> tuple[list[str], Ambient | None]:
    """The ambient space, with properties in front: symmetric 3x3 matrices, magic squares of size 3."""
    ambient, words = read_ambient(space), list[str]()
    if squares := re.fullmatch(
        r"(?:(\d)\s*(?:x|\u00d7|by)\s*\d\s+)?((?:semi-?)?magic squares?)(?: of size (\d))?", space
    ):
        return [squares[2]], read_ambient(f"M{squares[1] or squares[3] or 3}")
    parts = space.split()
    while ambient is None and len(parts) > 1:
        words.append(parts.pop(0))
        ambient = read_ambient(" ".join(parts))
    named = [word for word in words if word.lower() not in ("the", "all", "space", "of", "set", "real")]
    return ([" ".join(named)] if named and ambient else []), ambient


def _with_conditions(
    text: str,
    kind: str,
    unknown: str,
    ambient: Ambient,
    items: Sequence[str],
    mapping: str = "",
    label: str = "",
) -> Described:
    """The description with its conditions read; matrices that items name are kept apart."""
    lets = [found for item in items if (found := _LET.fullmatch(item.strip())) and found[1] != unknown]
    given = {found[1]: parse_formula(found[2], ()) for found in lets}
    rest = [item for item in items if not any(item.strip() == found[0] for found in lets)]
    entries = tuple_of(unknown) if unknown else None
    used = " ".join([*rest, mapping])
    names = tuple(entries) if entries else _coordinates(ambient, unknown, used)
    name = (unknown if not entries else "") or _USUAL[ambient.kind]
    if ambient.kind == VECTORS and not unknown and set(names) <= set("xyzwtuv"):
        entries = list(names)
    letter = names[0].rstrip("0123456789")
    texts = [said for item in rest for said in _said(item, ambient, name, letter)]
    functions = (name,) if ambient.kind == POLYNOMIALS else ()
    unknowns = (name, *names, *given)
    conditions = tuple(
        Condition(shown, *(_parsed(side, unknowns, functions) for side in sides))
        for said in texts
        for shown, sides in equations_of(said)
    )
    return Described(
        text, kind, ambient, name, names, conditions, tuple(given.items()),
        _parsed(mapping, unknowns, functions) if mapping else None, label, not entries,
    )  # fmt: skip


def _parsed(text: str, unknowns: Sequence[str], functions: Sequence[str]) -> Node:
    try:
        return parse_formula(text, unknowns, functions)
    except InputError as error:
        raise InputError(
            *(Diagnostic(f"{text}: {d.message}", expected=d.expected, hint=d.hint) for d in error.diagnostics)
        ) from None


def _said(item: str, ambient: Ambient, name: str, letter: str) -> tuple[str, ...]:
    """The equations of an item: itself, or those that it says in words."""
    if "=" in item and not re.search(r"<=|>=", item):
        return (item,)
    found = conditions_in_words(item, ambient, name, letter)
    if not found:
        refuse(
            f"{item.strip()!r} is no condition", expected="an equation, or a property such as symmetric or even",
            hint=_hint(item),
        )  # fmt: skip
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


_KERNEL = re.compile(
    r"(?:the\s+)?(?:\\?ker(?:nel)?|null\s*space)\b\s*(?:of\s+)?(?:the\s+)?(.+)", re.IGNORECASE | re.DOTALL
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
    r"([A-Za-z])\s*\(\s*(\(.*?\)|[A-Za-z]|[a-z](?:\s*,\s*[a-z]\d?)+)\s*\)\s*=\s*(.+)", re.DOTALL
)
_MAPSTO = re.compile(rf"(?:[A-Z]\s*:\s*)?(\(.*?\)|\[.*?\]|[A-Za-z])\s*{_ARROW}\s*(.+)", re.DOTALL)
_DERIVATIVE = re.compile(
    r"(?:d(?:\^?(?P<order>\d))?\s*/\s*d[a-z](?:\^?\d)?|D(?:\^(?P<power>\d))?|(?:differentiation|derivative)(?: operator| map)?)"
)


def _read_map(text: str, plain: str) -> Described | None:
    """The kernel or the image of a map."""
    for kind, pattern in ((KERNEL, _KERNEL), (IMAGE, _IMAGE)):
        found = pattern.fullmatch(plain)
        if found and not is_matrix(found[1]):
            return _of_map(text, kind, bare(found[1]))
    return None


def _of_map(text: str, kind: str, said: str) -> Described:
    space, letter = "", "T"
    said = re.sub(r"^[A-Z]\s*(?:[,:;]|,?\s*(?:where|with|for))\s*(?=[A-Z]\s*[:(])", "", said)
    head, *lets = items_of(said, among=_LET)
    if typed := _TYPED.fullmatch(head):
        space, head = typed[1], typed[3]
    for pattern in (_LISTED, _DOMAIN):
        found = pattern.fullmatch(head)
        if found and read_ambient(found[2]) is not None:
            head, space = found[1].strip(), found[2]
    ambient = read_ambient(space) if space else None
    if found := _DERIVATIVE.fullmatch(head.strip()):
        order = int(found["order"] or found["power"] or 1)
        head = f"p -> p{chr(39) * order}"
    elif head.strip().lower() in ("trace", "the trace", "tr"):
        head = "A -> tr(A)"
    if (found := _APPLIED.fullmatch(head)) and "=" not in found[3]:
        letter, unknown, formula = found[1], found[2], found[3]
        unknown = f"({unknown})" if "," in unknown and not unknown.startswith("(") else unknown
    elif found := _MAPSTO.fullmatch(head):
        unknown, formula = found[1], found[2]
    else:
        refuse(f"{said!r} is no map", expected="such as p -> p - x*p' on P4, or (x, y) -> (x + y, x - y)")
    entries = tuple_of(unknown)
    if ambient is None and entries:
        ambient = Ambient(VECTORS, (len(entries),))
    ambient = ambient or _by_matrix(lets, formula, unknown)
    if ambient is None:
        refuse(f"the map {said!r} has no domain", expected="a space after on, such as p -> p' on P3")
    return _with_conditions(text, kind, unknown, ambient, lets, formula.strip(), letter)


def _by_matrix(lets: Sequence[str], formula: str, unknown: str) -> Ambient | None:
    """The domain of x -> A*x: as many entries as A has columns."""
    matrices = [found[2] for item in lets if (found := _LET.fullmatch(item.strip()))]
    literal = re.fullmatch(rf"(\[\[.*\]\])\s*\*?\s*{re.escape(unknown)}", formula.strip(), re.DOTALL)
    matrices += [literal[1]] if literal else []
    if len(matrices) != 1 or not unknown.islower():
        return None
    first = parse_formula(matrices[0], ()).children[0]
    return Ambient(VECTORS, (len(first.children),)) if first.kind == "list" else None


_EIGENSPACE = re.compile(
    r"(?:the\s+)?eigenspace\s+(?:of|for)\s+(?:the matrix\s+)?(?:[A-Z]\s*=\s*)?(\[.*\])\s*,?\s*"
    r"(?:(?:for|to|with|at|belonging to|of)\s+)?(?:the\s+)?(?:eigenvalue\s+)?(?:(?:lambda|\u03bb|t)\s*=\s*)?(.+)",
    re.IGNORECASE | re.DOTALL,
)
_COMPLEMENT = re.compile(r"(?:the\s+)?orthogonal complement\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)


def _read_eigenspace(text: str, plain: str) -> Described | None:
    """The solutions of A x = lambda x."""
    found = _EIGENSPACE.fullmatch(plain)
    if found is None:
        return None
    matrix = parse_formula(found[1], ())
    size = len(matrix.children)
    if any(row.kind != "list" or len(row.children) != size for row in matrix.children):
        refuse("only square matrices have eigenspaces", expected="as many rows as columns")
    names = tuple(sorted({*names_in_order_of(matrix), *names_in_order_of(parse_formula(found[2], ()))}))
    unknown = "x" if not any(_LETTERED.fullmatch(n) and n[0] == "x" for n in names) else "v"
    items = [f"A*{unknown} = ({found[2].strip()})*{unknown}", f"A = {found[1]}"]
    return _with_conditions(
        text, EIGENSPACE, unknown, Ambient(VECTORS, (size,)), items, label=found[2].strip()
    )


def names_in_order_of(node: Node) -> tuple[str, ...]:
    """The symbols of a formula, without constants."""
    return tuple(name for name in names_in_order(node) if name not in CONSTANTS)


def _read_complement(text: str, plain: str) -> Described | None:
    """The vectors that are orthogonal to given ones."""
    found = _COMPLEMENT.fullmatch(plain)
    if found is None:
        return None
    inner = found[1].strip()
    inside = (
        inner[inner.index("{") + 1 : inner.rindex("}")] if "{" in inner else re.sub(r"^span\s*", "", inner)
    )
    vectors = [parse_formula(item, ()) for item in cut(inside, ",")]
    if any(v.kind != "list" for v in vectors) or len({len(v.children) for v in vectors}) != 1:
        refuse(f"{inner} is no list of vectors of one length", expected="span{(1, 0, 2), (0, 1, 1)}")
    items = [f"{item.strip()}*x = 0" for item in cut(inside, ",")]
    return _with_conditions(text, COMPLEMENT, "x", Ambient(VECTORS, (len(vectors[0].children),)), items)
