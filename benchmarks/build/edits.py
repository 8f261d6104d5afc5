"""The edits that are measured, and whether a PDF shows them."""

from __future__ import annotations

import re
from pathlib import Path

from backproof.results import pdf

# Where the wording is changed: in the first question's template, in a middle one, and at the end.
TEMPLATES = {
    "beginning": "templates/questions/q1.tex.j2",
    "middle": "templates/questions/q3.tex.j2",
    "end": "templates/appendix.tex.j2",
}
TERM = Path("solutions/terms/2025-fall.toml")
_EXPRESSION = re.compile(r"(outer = \"f\(y\) = y\*\*)\d+")
# Any number may turn up in one.
_FINGERPRINT = re.compile(r"\b[0-9a-f]{16}\b")


def plant(folder: Path) -> None:
    """Give each template a sentence that can be changed."""
    for place, name in TEMPLATES.items():
        path = folder / name
        path.write_text(f"{path.read_text('utf-8')}\n{sentence(place, 0)}\n", "utf-8", newline="\n")


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
    """What a PDF says, on one line, without its fingerprints."""
    return " ".join(_FINGERPRINT.sub("", pdf.text(file)).split())


def substitute(path: Path, pattern: re.Pattern[str], replacement: str) -> None:
    """Replace what the pattern finds, which must be there."""
    text, count = pattern.subn(replacement, path.read_text("utf-8"))
    if not count:
        raise LookupError(f"{path} has nothing like {pattern.pattern}")
    path.write_text(text, encoding="utf-8", newline="\n")
