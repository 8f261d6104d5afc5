"""Drawing in pgf's basic layer gives the same pixels as TikZ, and every letter is on the page."""

import math

import numpy as np
import pytest

from backproof.drawing.ink import (
    POINT,
    Pen,
    Tip,
    arrow,
    bent_arrow,
    circle,
    ink,
    padded,
    picture,
    rounded,
    tag,
    word,
)
from tests.backproof.drawing.tikz import pages_on_paper, pixels_on_paper

BOX = r"\path (-2,-2) rectangle (2,2);"
TIP = Tip(length=0.19, width=0.15)
STEALTH = r"arrows={-Stealth[length=1.9mm,width=1.5mm]}"
PENS = {
    "thin": Pen("accent", 0.4),
    "broad": Pen("warm", 1.2),
    "dashed": Pen("ink", 1, (3.2, 2)),
    "filled": Pen("ink", 0.5, fill="paleblue"),
    "pale": Pen(fill="accent", opacity=0.5),
}
OPTIONS = {
    "thin": "draw=accent,line width=0.4pt",
    "broad": "draw=warm,line width=1.2pt",
    "dashed": "draw=ink,line width=1pt,dash pattern=on 3.2pt off 2pt",
    "filled": "draw=ink,line width=0.5pt,fill=paleblue",
    "pale": "fill=accent,fill opacity=0.5",
}


def drawn(pen, path):
    return picture([ink(pen, path)], PENS.__getitem__, BOX)


def in_tikz(pen, path, more=""):
    return rf"\begin{{tikzpicture}}{BOX}\path[{OPTIONS[pen]}{more}] {path};\end{{tikzpicture}}"


def turned(degrees):
    return 1.7 * math.cos(math.radians(degrees)), 1.7 * math.sin(math.radians(degrees))


BOW = ((-1.5, 0.0), (-0.5, -1.5), (0.5, -1.5), (1.5, 0.0))
PAIRS = {
    **{
        f"an arrow at {degrees} degrees": (
            drawn(pen, arrow((0.0, 0.0), turned(degrees), TIP, PENS[pen])),
            in_tikz(pen, rf"(0,0) -- ({degrees}:1.7)", f",{STEALTH}"),
        )
        for pen, degrees in (("thin", 0), ("broad", 37), ("dashed", 215))
    },
    "a bent arrow": (
        drawn("thin", bent_arrow(BOW, TIP, PENS["thin"])),
        in_tikz("thin", "(-1.5,0) .. controls (-0.5,-1.5) and (0.5,-1.5) .. (1.5,0)", f",{STEALTH}"),
    ),
    "a circle": (
        drawn("broad", circle((0.3, 0.4), 3.7 * POINT) + r"\drawn"),
        in_tikz("broad", "(0.3,0.4) circle[radius=3.7pt]"),
    ),
    "a box": (
        drawn("filled", rounded(-1, -0.5, 1, 0.5, 1.6 * POINT) + r"\both"),
        in_tikz("filled", "(-1,-0.5) rectangle (1,0.5)", ",rounded corners=1.6pt"),
    ),
    "a pale disc": (drawn("pale", circle((0, 0), 1) + r"\filled"), in_tikz("pale", "(0,0) circle[radius=1]")),
}


@pytest.fixture(scope="module")
def looks(tmp_path_factory):
    sources = [source for both in PAIRS.values() for source in both]
    grey = pixels_on_paper(sources, tmp_path_factory.mktemp("ink"))
    return dict(zip(PAIRS, zip(grey[::2], grey[1::2], strict=True), strict=True))


@pytest.mark.parametrize("name", PAIRS)
def test_drawings_look_as_in_tikz(name, looks):
    ours, theirs = looks[name]
    assert ours.shape == theirs.shape
    assert theirs.min() < 200
    apart = np.abs(ours - theirs)
    # Coordinates are rounded to a hundredth of a millimetre, which affects the shade of some edge pixels.
    assert float(apart.max()) < 80
    assert float(apart.sum()) < 0.05 * float((255 - theirs).sum())


def test_an_arrow_shorter_than_its_tip_is_the_tip():
    short = arrow((0.0, 0.0), (0.05, 0.0), TIP, PENS["thin"])
    assert r"\drawn" not in short
    assert r"\filled" in short
    assert arrow((0.0, 0.0), (0.0, 0.0), TIP, PENS["thin"])


def test_text_is_set_at_its_place(tmp_path):
    said = [
        picture([word((1, 1), r"\footnotesize abc $x$", side)], PENS.__getitem__, r"\path (0,0) (2,2);")
        for side in "lcr"
    ]
    left, middle, right = pages_on_paper(said, tmp_path)
    assert [len(page.letters) for page in (left, middle, right)] == [4, 4, 4]
    centimetre, margin = 72 / 2.54, 20
    assert left.letters[0][0] == pytest.approx(margin + centimetre, abs=1)
    assert right.letters[-1][2] == pytest.approx(margin + centimetre, abs=1)
    assert middle.letters[0][0] + middle.letters[-1][2] == pytest.approx(2 * (margin + centimetre), abs=1)


def test_a_tag_counts_for_the_size_of_its_picture(tmp_path):
    def size(anchor):
        return picture([tag((1, 1), padded("abc", 2), anchor)], PENS.__getitem__, r"\path (0,0) (2,2);")

    inside, below, aside = pages_on_paper([size((0.5, 0.5)), size((0.5, 4)), size((-1, 0.5))], tmp_path)
    assert inside.width == pytest.approx(below.width)
    assert below.height > inside.height
    assert aside.width > inside.width
