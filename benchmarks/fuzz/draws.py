"""Draws: a homework's files of which one is changed at random; each draw is determined by its number."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from backproof.writing.render import DEFAULTS
from benchmarks.fuzz import grammars

ROOT = Path(__file__).parents[2]
TERM, SCRIPT = "solutions/terms/drawn.toml", "solutions/Q3_AIE6001_A1.py"
_TERMS = (*(ROOT / "solutions/terms").glob("*.toml"), *(ROOT / "backproof/starter/sheets").glob("*.toml"))
_SHIPPED = tuple(
    (room, file.relative_to(folder), file)
    for room, folders in (("", DEFAULTS), ("kinds", (ROOT / "backproof/kinds",)))
    for folder in folders
    for file in sorted(folder.rglob("*.j2"))
)
_VALUE = re.compile(
    r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"[^"\n]*"|\'[^\'\n]*\'|(?<== )[-\d.T:]+|\[[^\[\]\n]*\]'
)
_KEY = re.compile(r"^[a-z_]+(?= = )", re.MULTILINE)
_MOST_QUESTIONS = 2


@dataclass(frozen=True)
class Draw:
    """The files that differ from the plain homework's, by their paths in it; `kind` is what was changed."""

    number: int
    kind: str
    files: Mapping[str, bytes]


def drawn(seed: int, number: int) -> Draw:
    """Return the draw of this number."""
    chance = random.Random(f"{seed} {number}")
    kind = chance.choice(tuple(_KINDS))
    return Draw(number, kind, _KINDS[kind](chance))


def _plain_term(chance: random.Random) -> str:
    """Return the head of a real term file with one or two of its questions."""
    file = chance.choice(sorted(_TERMS))
    head, *questions = re.split(
        r"^(?=\[\[questions\]\])", file.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    head = re.sub(r"^(?:points|maximum) = .*\n", "", head, flags=re.MULTILINE)
    some = chance.sample(questions, min(len(questions), chance.randint(1, _MOST_QUESTIONS)))
    return re.sub(r"^seconds = \d+", "seconds = 3", head + "".join(some), flags=re.MULTILINE)


def _of_terms(chance: random.Random) -> dict[str, bytes]:
    text = _plain_term(chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        text = chance.choice((_other_value, _other_value, _other_value, _other_key, _lines))(text, chance)
    return {TERM: text.encode("utf-8", "surrogatepass")}


def _of_templates(chance: random.Random) -> dict[str, bytes]:
    room = chance.choice(("", "kinds"))
    _, name, file = chance.choice([shipped for shipped in _SHIPPED if shipped[0] == room])
    text = file.read_text(encoding="utf-8")
    for _ in range(chance.choice((1, 1, 3))):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + grammars.fragment(chance) + text[place + chance.choice((0, 0, 1, 20)) :]
    own = Path("templates", room, name).as_posix()
    return {TERM: _plain_term(chance).encode(), own: text.encode("utf-8", "surrogatepass")}


def _of_scripts(chance: random.Random) -> dict[str, bytes]:
    lines = (ROOT / SCRIPT).read_text(encoding="utf-8").splitlines()
    for _ in range(chance.choice((1, 1, 3))):
        place = chance.randrange(len(lines) + 1)
        lines[place : place + chance.choice((0, 0, 1, 3))] = [grammars.statement(chance)]
    return {TERM: _with_script().encode(), SCRIPT: "\n".join(lines).encode("utf-8", "surrogatepass")}


def _of_bytes(chance: random.Random) -> dict[str, bytes]:
    """Flip, take, double or put bytes of one file, as a bad disk or a bad editor does."""
    files = _KINDS[chance.choice(("term", "template", "script"))](chance)
    name = chance.choice(sorted(files))
    content = bytearray(files[name])
    for _ in range(chance.choice((1, 1, 5, 40))):
        place = chance.randrange(len(content) + 1)
        part = slice(place, place + chance.choice((0, 1, 1, 30)))
        if chance.random() < 0.6 and place < len(content):
            content[place] ^= 1 << chance.randrange(8)
        else:
            content[part] = chance.choice((b"", bytes(content[part]) * 2, chance.randbytes(3), b"\0", b"\r"))
    if chance.random() < 0.05:
        content = bytearray(bytes(content).decode("utf-8", "replace").encode("utf-16"))
    return {**files, name: bytes(content)}


def _with_script() -> str:
    """Return the term of the network alone, without the comparison with a question that is not there."""
    text = (ROOT / "solutions/terms/2025-fall.toml").read_text(encoding="utf-8")
    head, *questions = re.split(r"^(?=\[\[questions\]\])", text, flags=re.MULTILINE)
    head = re.sub(r"^(?:points|maximum) = .*\n", "", head, flags=re.MULTILINE)
    network = next(question for question in questions if 'id = "q3"' in question)
    network = re.sub(r"\[questions\.agrees_with\]\n(?:.+\n)*", "", network)
    return head + re.sub(r"^seconds = \d+", "seconds = 3", network, flags=re.MULTILINE)


def _other_value(text: str, chance: random.Random) -> str:
    places = [found.span() for found in _VALUE.finditer(text)]
    start, end = chance.choice(places or [(0, 0)])
    return text[:start] + grammars.value(chance) + text[end:]


def _other_key(text: str, chance: random.Random) -> str:
    keys = list(_KEY.finditer(text))
    if not keys:
        return text
    found, other = chance.choice(keys), chance.choice(keys)
    name = chance.choice((other.group(), found.group()[:-1], "points", "parts", "shared", "kind", "number"))
    return text[: found.start()] + name + text[found.end() :]


def _lines(text: str, chance: random.Random) -> str:
    """Take a line, say one twice, or move one."""
    lines = text.splitlines(keepends=True)
    taken = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(len(lines) + 1), taken)
    return "".join(lines)


_KINDS: dict[str, Callable[[random.Random], dict[str, bytes]]] = {
    "term": _of_terms,
    "template": _of_templates,
    "script": _of_scripts,
    "bytes": _of_bytes,
}
