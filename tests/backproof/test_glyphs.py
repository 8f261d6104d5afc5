"""Every character of the table comes out of the PDF as itself; that is what the table promises."""

import unicodedata
from pathlib import Path

from backproof import glyphs
from tests.backproof.typeset import ink, read_back


def test_every_character_of_the_table_is_read_back_from_the_pdf(tmp_path: Path) -> None:
    table = [chr(code) for code in range(0x21, 0x2FFFF) if glyphs.has_glyph(chr(code))]
    characters = [character for character in table if unicodedata.normalize("NFC", character) == character]
    lines = [f"{index} {character}" for index, character in enumerate(characters)]
    assert len(characters) > 700
    assert list(map(ink, read_back(lines, tmp_path))) == list(map(ink, lines))


def test_the_characters_that_names_and_answers_need_are_in_the_table() -> None:
    needed = "Łukasz Gödel naïve Erdős Čapek Ştefan Māris ∂∇≤≥∈ℓ·×±−→⇒αβγΩΣφ⊙‖½°€…—“”"
    assert [character for character in needed if not glyphs.has_glyph(character)] == []
