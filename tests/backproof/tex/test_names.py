"""Names of people: what the embedded engine prints of each is read back as the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.writing.characters import glyphs
from backproof.writing.escape import escape
from tests.backproof.typeset import ink, read_back

LATIN = (
    "Nguyễn Thị Hồng Ánh", "Trần Hưng Đạo", "Lê Quý Đôn", "Phạm Văn Đồng", "Đỗ Ưng Ẩn", "Bùi Thế Mỹ",
    "Võ Ngọc Ửng", "Çağrı Şahin", "İbrahim Işık", "Güneş Öğün", "Þórður Ægisson", "Guðrún Ýr",
    "Øystein Ås", "Łukasz Żółć", "Dvořák Jiří", "Ľubomír Ďurčo", "Őszi Űrhajós", "Ștefan Țepeș",
    "Ģirts Ķēniņš", "Žydrūnas Šķėlė", "Ġorġ Ħabib", "Siôn Ŵyn Ŷnys",
    "Rāṇa Śrīnivāsa Ḍākṣī",
    "Ḥusayn al-Ṭabarī", "Əliyev Hüseyn", "Ǆemal Ǌegoš", "Ŧeahkká Ŋávdnji", "Kahoʻolawe Nāʻālehu",
    "Ẹniọlá Ọṣọ",
    "Jöns Ö'Brien", "José Núñez y Peña", "François Lœuillet", "Ångström Zoë", "Mārtiņš Ōzols",
    "Tōjō Kyūshū", "Lǚ Xiǎoǜ", "Ȧdam Ȯtto", "Ȃna Ȑatko", "Ëxtra`acute´diaeresis¨", "Ŀuís Coŀlell",
)  # fmt: skip


@pytest.mark.usefixtures("dumped")
def test_names_in_latin_letters_are_read_back(tmp_path: Path) -> None:
    assert len(LATIN) == 40
    assert list(map(ink, read_back(LATIN, tmp_path))) == list(map(ink, LATIN))


def test_every_letter_of_the_latin_blocks_in_use_has_a_drawing() -> None:
    refused = "ſẚẛẜẝẟẞỺỻỼỽỾỿ"
    letters = [chr(code) for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00))]
    assert [letter for letter in letters if not glyphs.has_glyph(letter) and letter not in refused] == []


@pytest.mark.parametrize("name", ["王小明", "Привет", "محمد", "שָׁלוֹם", "देवनागरी", "สมชาย"])
def test_a_name_in_other_letters_is_refused_with_its_first_character(name: str) -> None:
    with pytest.raises(InputError) as caught:
        escape(name)
    (fault,) = caught.value.diagnostics
    assert f"'{name[0]}'" in fault.message
    assert "lualatex" in (fault.hint or "")
