"""The edits that are measured, and whether a PDF shows them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from backproof.results import pdf

# Where the wording is changed: in the first question's template, in a middle one's, and in the appendix.
PLACES = ("beginning", "middle", "end")
TERM = Path("solutions/terms/2025-fall.toml")
_END = "\\BLOCK{ endblock }"
_EXPRESSION = re.compile(r"(outer = \"f\(y\) = y\*\*)\d+")
# Any number may turn up in one.
_FINGERPRINT = re.compile(r"\b[0-9a-f]{16}\b")


def plant(folder: Path) -> None:
    """Give each template a sentence that can be changed."""
    for place in PLACES:
        path = template(folder, place)
        # Outside of its blocks, a template that extends another prints nothing.
        before, end, after = path.read_text("utf-8").rpartition(_END)
        text = f"{before}{sentence(place, 0)}\n{end}{after}" if end else f"{after}\n{sentence(place, 0)}\n"
        path.write_text(text, "utf-8", newline="\n")


def asked(folder: Path) -> list[str]:
    """The ids of the term's questions."""
    return [question["id"] for question in _questions(folder)]


def _questions(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((folder / TERM).read_text("utf-8"))["questions"]
    return found


def template(folder: Path, place: str) -> Path:
    """The template where the wording is changed at a place."""
    if place == "end":
        return folder / "backproof/writing/templates/appendix.tex.j2"
    questions = _questions(folder)
    question = questions[0 if place == "beginning" else len(questions) // 2]
    if "kind" in question:
        return folder / f"backproof/kinds/{question['kind']}/question.tex.j2"
    return folder / f"templates/questions/{question['id']}.tex.j2"


def shorten(folder: Path, questions: int) -> None:
    """Ask only the first questions of the term."""
    head, *asked = re.split(r"(?m)^(?=\[\[questions\]\])", (folder / TERM).read_text("utf-8"))
    head = re.sub(r"(?m)^(points|maximum) = .*\n", "", head)
    (folder / TERM).write_text("".join([head, *asked[:questions]]), "utf-8", newline="\n")


def sentence(place: str, number: int) -> str:
    """The sentence at a place, after so many edits."""
    return f"Wording of the {place} {1000 + number}."


def change_sentence(path: Path, place: str, number: int) -> str:
    """Edit the sentence in a file, and give it as it is now."""
    substitute(path, re.compile(rf"Wording of the {place} \d+\."), sentence(place, number))
    return sentence(place, number)


def change_expression(folder: Path, number: int) -> str:
    """Edit the exponent in the first question, and give the new one."""
    exponent = str(11 + number % 80)
    substitute(folder / TERM, _EXPRESSION, rf"\g<1>{exponent}")
    return exponent


def text_of(file: Path) -> str:
    """Return a PDF's text on one line, without its fingerprints."""
    return " ".join(_FINGERPRINT.sub("", pdf.text(file)).split())


def substitute(path: Path, pattern: re.Pattern[str], replacement: str) -> None:
    """Replace what the pattern finds, which must be there."""
    text, count = pattern.subn(replacement, path.read_text("utf-8"))
    if not count:
        raise LookupError(f"{path} has nothing like {pattern.pattern}")
    path.write_text(text, encoding="utf-8", newline="\n")
