"""Constants that have a letter: one record each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """A number that is written with a letter; `formula` is its value in the language."""

    name: str
    formula: str
    latex: str
    unicode: str
    numpy: str
    sympy: str
    title: str


LETTERS: tuple[Letter, ...] = (
    Letter(
        "pi", "4*arctan(1)", r"\pi", "π", "np.pi", "pi", "ratio of a circle's circumference to its diameter"
    ),
)
CONSTANTS = {letter.name: letter for letter in LETTERS}
