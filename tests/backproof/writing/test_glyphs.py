"""Every character of the table is drawn as itself, and copied out of the PDF as itself."""

import unicodedata
from pathlib import Path

import pytest

from backproof.writing.characters import glyphs
from tests.backproof.typeset import ink, read_back

pytestmark = pytest.mark.usefixtures("dumped")
# Characters that TeX puts together of several glyphs, or takes from a font with other names for them, and how
# the glyphs are called that are drawn.
COMPOSED = {
    "Đ": "Ð", "ẞ": "SS", "Ș": "S,", "ș": "s,", "Ț": "T,", "ț": "t,", "²": "2", "³": "3", "¹": "1", "…": "...",
    "‱": "", "₦": "\x8f", "₱": "\x91", "฿": "\x9a", "℗": "\xad", "℞": "", "℠": "\x9f", "℧": "M", "‐": "-",
    "‑": "-", "―": "—", "Δ": "∆", "μ": "µ", "∉": "∈/", "∖": "\\", "∘": "◦",
    "∙": "•", "∠": "\u0338", "∣": "|", "≅": "∼=", "≐": ".=", "≠": "\u0338=", "⊨": "|=",
    "⋅": "·", "⋈": "▷◁", "⋮": "...", "⋯": "···", "⋱": "...",
    "↦": "↦→", "↩": "←-", "↪": ",→", "⇌": "⇀↽", "⟵": "←−", "⟶": "−→", "⟷": "←→", "⟸": "⇐=", "⟹": "=⇒",
    "⟺": "⇐⇒", "⟼": "↦−→", "ℏ": "¯h", "○": "\u20dd", "≔": ":=", "≜": "△=",
}  # fmt: skip
WITHOUT_ACTUAL_TEXT = r"\makeatletter\protected\def\bp@drawn#1#2{#2}\makeatother" + "\n"


@pytest.mark.slow
def test_every_character_of_the_table_is_copied_as_itself(tmp_path: Path) -> None:
    table = [chr(code) for code in range(0x21, 0x2FFFF) if glyphs.has_glyph(chr(code))]
    characters = [character for character in table if unicodedata.normalize("NFC", character) == character]
    lines = [f"{index} {character}" for index, character in enumerate(characters)]
    assert len(characters) > 700
    assert list(map(ink, read_back(lines, tmp_path))) == list(map(ink, lines))


@pytest.mark.slow
def test_the_glyphs_that_are_drawn_have_the_characters_own_names(tmp_path: Path) -> None:
    """Copied text agrees with the table, and drawn glyphs with the fonts themselves."""
    symbols = [*glyphs.TEXT, *glyphs.GREEK, *glyphs.MATHS]
    drawn = map(ink, read_back(symbols, tmp_path, WITHOUT_ACTUAL_TEXT))
    named = {symbol: name for symbol, name in zip(symbols, drawn, strict=True) if symbol != name}
    assert named == COMPOSED


def test_the_characters_that_names_and_answers_need_are_in_the_table() -> None:
    needed = "Łukasz Gödel naïve Erdős Čapek Ştefan Māris ∂∇≤≥∈ℓ·×±−→⇒αβγΩΣφ⊙‖½°€…—“”"
    assert [character for character in needed if not glyphs.has_glyph(character)] == []
