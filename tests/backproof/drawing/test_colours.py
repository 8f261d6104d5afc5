"""Colours by the contrast of WCAG 2: on paper and pale grounds, and what tells lines apart in grey."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from backproof.drawing.axes import marks
from backproof.drawing.style import COLOURS, PALETTE, series
from tests.conftest import ROOT

WHITE = "FFFFFF"
GROUNDS = [name for name in PALETTE if name.startswith("pale")]
PREAMBLE = (ROOT / "backproof" / "writing" / "templates" / "preamble.tex.j2").read_text(encoding="utf-8")
LISTINGS = (ROOT / "backproof" / "tex" / "inputs" / "backproof.sty").read_text(encoding="utf-8")
MIXED = re.findall(r"\\colorlet\{(\w+)\}\{(\w+)!(\d+)\}", PREAMBLE)
# Of small text, and of text that is large or in a drawing beside its line.
TEXT, LARGE = 4.5, 3.0
# Shades nearer than this cannot be told apart on a grey page.
SHADES_APART = 3.0


def luminance(colour: str) -> float:
    """Return the relative luminance of RRGGBB as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, share: int) -> str:
    """Mix a colour with white as xcolor's `colour!share` does."""
    parts = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return "".join(f"{round(part * share / 100 + 255 * (1 - share / 100)):02X}" for part in parts)


def test_the_formula_gives_the_ratios_that_the_guidelines_state() -> None:
    assert contrast("000000", WHITE) == pytest.approx(21)
    assert contrast("767676", WHITE) == pytest.approx(4.54, abs=0.01)
    assert contrast("FF0000", WHITE) == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("name", [name for name in PALETTE if name not in GROUNDS])
def test_text_in_a_colour_of_the_palette_can_be_read(name: str) -> None:
    assert contrast(PALETTE[name], WHITE) >= TEXT
    assert all(contrast(PALETTE[name], PALETTE[ground]) >= LARGE for ground in GROUNDS)


@pytest.mark.parametrize("ground", GROUNDS)
def test_prose_can_be_read_on_a_pale_ground(ground: str) -> None:
    assert contrast(PALETTE["ink"], PALETTE[ground]) >= TEXT


@pytest.mark.parametrize(("name", "colour", "share"), MIXED)
def test_a_colour_mixed_for_text_can_be_read(name: str, colour: str, share: str) -> None:
    assert contrast(mixed(PALETTE[colour], int(share)), WHITE) >= TEXT, name


@pytest.mark.parametrize(
    ("name", "colour"), re.findall(r"\\providecolor\{(\w+)\}\{HTML\}\{(\w+)\}", LISTINGS)
)
def test_a_listing_can_be_read(name: str, colour: str) -> None:
    assert contrast(colour, WHITE) >= TEXT, name


def test_the_colours_are_found_where_they_are_defined() -> None:
    assert {name for name, _, _ in MIXED} >= {"quiet"}
    assert len(re.findall(r"\\providecolor", LISTINGS)) >= 7


@pytest.mark.parametrize(("one", "other"), list(combinations(range(10), 2)))
def test_lines_that_look_alike_in_grey_differ_in_dashes_or_marks(one: int, other: int) -> None:
    first, second = series(one), series(other)
    if contrast(PALETTE[first.colour], PALETTE[second.colour]) < SHADES_APART:
        assert first.dashes != second.dashes or (first.mark, first.hollow) != (second.mark, second.hollow)


@pytest.mark.parametrize("index", range(len(COLOURS)))
def test_every_line_of_the_first_turn_has_dashes_of_its_own_and_a_mark(index: int) -> None:
    others = [series(other).dashes for other in range(len(COLOURS)) if other != index]
    assert series(index).dashes not in others
    assert marks(index, [(0.0, 0.0)])
