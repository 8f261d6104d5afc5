"""Any text on the system's LuaLaTeX and XeLaTeX: its glyphs, or a line that names the character."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.faults.glyph_place import at_the_data
from backproof.tex.compile import DocumentError, compile_document
from backproof.tex.engine import Engine, find_engine
from backproof.writing.escape import UNICODE, escape, using
from tests.backproof.typeset import ink
from tests.conftest import Checkout

pytestmark = pytest.mark.slow

NAMES = [
    "王小明", "田中太郎", "한국어", "Łukasz", "naïve", "Ω", "Αθήνα", "Привет", "∂∇≤≥∈·×±−→", "x² + ½",
    "😀", "★♞", "-- ``quoted'' ?` <<a>> --", "\\input{a} %$#&_^~{}", "⼀ is not 一", "①②③", "e\u0301 q\u0303",
]  # fmt: skip
PEOPLE = [
    "Nguyễn Thị Hồng Ánh", "Trần Hưng Đạo", "Çağrı Şahin", "İbrahim Işık", "Þórður Ægisson", "Guðrún Ýr",
    "Łukasz Żółć", "Ẹniọlá Ọṣọ", "Ștefan Țepeș", "Ëxtra`acute´diaeresis¨", "Ģirts Ķēniņš", "Rāṇa Śrīnivāsa",
    "Ľubomír Ďurčo", "Əliyev Hüseyn", "Kahoʻolawe Nāʻālehu", "Владимир Ёлкин", "Їжакевич Ґудзь",
    "Ђорђе Љубић",
    "Қазақ Әлі", "Αθηνά Παπαδοπούλου", "Ἀριστοτέλης Ὅμηρος", "王小明", "陳大文", "田中太郎", "さくら ガギグ",
    "김철수", "佐藤（花子）", "龍馬 坂本",
]  # fmt: skip
# Letters alone: points and brackets stand at other places than they are spoken, and poppler puts them there.
FROM_THE_RIGHT = [
    "محمد علي", "فاطمة الزهراء", "عبد الله", "خديجة بنت خويلد", "پژمان گچ", "ٹیپو سلطان", "أحمد إبراهيم",
    "שלום כהן", "דוד לוי", "משה בן ארי", "ציפורה ץ", "رشید احمد",
]  # fmt: skip
REFUSED = ["a\u200bb", "a\u202eb", "\x1b[1m", "\ud800", "\ue000", "\U0001f468\u200d\U0001f469", "❤\ufe0f"]
# A reader turns what runs from right to left, and writes the forms of a letter as the letter.
READ_OTHERWISE = re.compile("[\u0590-\u08ff\ufb00-\ufdff\ufe10-\ufeff]")
anything = st.text(st.characters(), max_size=6)
scripts = st.text(
    st.sampled_from([*map(chr, (*range(0x20, 0x600), *range(0x1E00, 0x2C00), *range(0x3000, 0x9FFF)))]),
    max_size=8,
)


def system(kind: str) -> Engine:
    """The engine; skips where it is not installed with the packages and fonts that these tests need."""
    try:
        engine = find_engine(kind)
    except InputError as error:
        pytest.skip(str(error))
    lister = shutil.which("fc-list")
    fonts = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout if lister else b""
    if b"Noto Serif CJK SC" not in fonts:
        pytest.skip("there is no Noto Serif CJK SC: sudo apt-get install fonts-noto-cjk")
    if not any((tree / "tex/latex/fontspec/fontspec.sty").is_file() for tree in engine.trees):
        pytest.skip("this TeX has no fontspec: sudo apt-get install texlive-latex-recommended")
    return engine


def page(rows: Sequence[Latex]) -> str:
    lines = "\n\n".join(f"BEGIN {row} END" for row in rows)
    # A lost character is a line of the log, not an error: after a hundred errors TeX gives up.
    style = r"\tracinglostchars=2 \pagestyle{empty}\raggedright\hyphenpenalty=10000"
    preamble = "\\documentclass{article}\n\\usepackage{backproof}\n\\usepackage[margin=1cm]{geometry}"
    return f"{preamble}\n\\begin{{document}}\n{style}\n{lines}\n\\end{{document}}\n"


def refusal(text: str) -> str:
    """Return the message for a text that is refused, or an empty one."""
    try:
        escape(text)
    except InputError as error:
        return str(error)
    return ""


def set_by(engine: Engine, texts: Sequence[str], folder: Path) -> tuple[dict[str, str], set[str]]:
    """Each text that is set with what a reader copies of it, and the characters that are named as lost."""
    with using(engine.repertoire):
        rows = {text: escape(text) for text in dict.fromkeys(texts) if not refusal(text)}
    lost: set[str] = set()
    try:
        pdf = compile_document(engine, page(list(rows.values())), {}, folder).pdf
    except DocumentError as error:
        assert {entry.kind for entry in error.entries} == {"missing character"}, error
        lost = {entry.detail for entry in error.entries}
        assert all(f"U+{ord(entry.detail):04X}" in entry.message for entry in error.entries)
        rows = {text: row for text, row in rows.items() if not lost & set(row)}
        pdf = compile_document(engine, page(list(rows.values())), {}, folder).pdf
    with pypdfium2.PdfDocument(pdf) as opened:
        copied = "".join(page.get_textpage().get_text_range() for page in opened)
    parts = [part.partition("END")[0] for part in copied.split("BEGIN")[1:]]
    return dict(zip(rows, parts, strict=True)), lost


def same(text: str, copied: str) -> bool:
    if READ_OTHERWISE.search(text):
        return sorted(unicodedata.normalize("NFKC", ink(text))) == sorted(
            unicodedata.normalize("NFKC", ink(copied))
        )
    return ink(text) == ink(copied)


@pytest.mark.parametrize("kind", ["lualatex", "xelatex"])
def test_names_in_every_script_are_read_back(kind: str, tmp_path: Path) -> None:
    copied, lost = set_by(system(kind), NAMES, tmp_path)
    assert lost == set()
    assert list(map(ink, copied.values())) == list(map(ink, NAMES))


def test_forty_names_are_read_back_from_the_pdf(tmp_path: Path) -> None:
    """By PDFium those of scripts from the left; by poppler those from the right, too."""
    reader = shutil.which("pdftotext")
    names = [*PEOPLE, *FROM_THE_RIGHT]
    assert len(names) == 40
    engine = system("lualatex")
    with using(engine.repertoire):
        rows = [escape(name) for name in names]
    pdf = compile_document(engine, page(rows), {}, tmp_path).pdf
    with pypdfium2.PdfDocument(pdf) as opened:
        copied = "".join(page.get_textpage().get_text_range() for page in opened)
    parts = [part.partition("END")[0] for part in copied.split("BEGIN")[1:]]
    assert list(map(ink, parts[: len(PEOPLE)])) == list(map(ink, PEOPLE))
    if reader:
        (tmp_path / "names.pdf").write_bytes(pdf)
        done = subprocess.run([reader, tmp_path / "names.pdf", "-"], capture_output=True, check=True)
        text = re.sub("[\u200e\u200f\u202a-\u202e]", "", done.stdout.decode())
        parts = [part.partition("END")[0] for part in text.split("BEGIN")[1:]]
        assert list(map(ink, parts)) == list(map(ink, names))


@pytest.mark.parametrize("text", ["राजेन्द्र प्रसाद", "สมชาย ใจดี", "রবীন্দ্রনাথ", "தமிழ்"])
def test_a_script_without_a_font_is_told_once_a_character(text: str, tmp_path: Path) -> None:
    """Where a font has the script, its letters are set."""
    copied, lost = set_by(system("lualatex"), ["Ada", text], tmp_path)
    assert lost <= set(text)
    assert text in copied or lost


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_font_draws_is_refused_by_name(text: str) -> None:
    with using(UNICODE):
        assert re.search(r"cannot set .+\(?U\+[0-9A-F]{4,6}\)?, character \d", refusal(text))


@pytest.mark.parametrize("kind", ["lualatex", "xelatex"])
def test_hebrew_stands_from_right_to_left(kind: str, tmp_path: Path) -> None:
    engine = system(kind)
    with using(engine.repertoire):
        pdf = compile_document(engine, page([escape("אבג 12")]), {}, tmp_path).pdf
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[0].get_textpage()
        letters = [
            (text.get_charbox(index)[0], text.get_text_range(index, 1)) for index in range(text.count_chars())
        ]
    assert "".join(letter for _, letter in sorted(letters) if letter in "אבג") == "גבא"


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("א (ב) ג", r"\bprtl{ג} (\bprtl{ב}) \bprtl{א}"),
        ("א [ב] ג", r"\bprtl{ג} [\bprtl{ב}] \bprtl{א}"),
        ("א < ב > ג", r"\bprtl{ג} < \bprtl{ב} > \bprtl{א}"),
        ("א «ב» ג", r"\bprtl{ג} «\bprtl{ב}» \bprtl{א}"),
        ("א (12) ג", r"\bprtl{ג} (12) \bprtl{א}"),
        ("א (b) ג", r"\bprtl{א} (b) \bprtl{ג}"),
    ],
)
def test_brackets_from_right_to_left_enclose_what_is_between(text: str, apart: str, tmp_path: Path) -> None:
    """The same ink as of letters set apart and placed by hand; what is copied is what was written."""
    engine = system("lualatex")
    pages = []
    for name, shown in (("marked", None), ("by hand", Latex(apart))):
        with using(engine.repertoire):
            row = shown or escape(text)
        pages.append(compile_document(engine, page([row]), {}, tmp_path / name).pdf)
    with pypdfium2.PdfDocument(pages[0]) as marked, pypdfium2.PdfDocument(pages[1]) as by_hand:
        assert (marked[0].render(scale=2).to_numpy() == by_hand[0].render(scale=2).to_numpy()).all()
    file = tmp_path / "marked.pdf"
    file.write_bytes(pages[0])
    reader = shutil.which("pdftotext")
    if (
        reader and "b" not in text and "1" not in text
    ):  # poppler turns brackets next to Latin letters and digits
        copied = subprocess.run([reader, file, "-"], capture_output=True, check=True).stdout.decode()
        assert ink(text) in ink(re.sub("[\u202a-\u202e]", "", copied))


@settings(
    max_examples=2, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.lists(anything | scripts | scripts, min_size=150, max_size=150, unique=True))
def test_every_text_is_read_back_or_its_character_is_named(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    engine = system("lualatex")
    with using(engine.repertoire):
        refused = {text for text in texts if refusal(text)}
    copied, lost = set_by(engine, texts, tmp_path_factory.mktemp("unicode"))
    wrong = {text: found for text, found in copied.items() if not same(text, found)}
    assert wrong == {}
    unset = {text for text in texts if text not in copied} - refused
    assert all(lost & set(unicodedata.normalize("NFC", text)) for text in unset)
    assert len(copied) > 20


def test_a_character_that_no_font_has_is_told_at_the_term_file(sources: Checkout) -> None:
    system("lualatex")
    sources.edit("solutions/terms/example-linear-algebra.toml", '"王小明"', '"王小明\U00010380"')
    done = sources.run("pdf", "-q", "--term", "example-linear-algebra", "--engine", "lualatex")
    assert done.returncode == 2
    place = r"solutions/terms/example-linear-algebra\.toml:12:12: error: "
    assert re.match(place + "no font at hand has \U00010380 U\\+10380 ", done.stderr), done.stderr
    assert re.search(r"inserted at templates/\S+\.j2:\d+:\d+", done.stderr), done.stderr


def test_the_embedded_engine_names_the_line_of_the_term_file(tmp_path: Path) -> None:
    term, line = tmp_path / "term.toml", 'name = "王小明"'
    term.write_text(f"# 王小明\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        escape("王小明")
    (told,) = at_the_data(refused.value.diagnostics, [tmp_path / "author.toml", term])
    assert (told.line, told.column, told.source) == (2, 9, line)
    assert "cannot set '王'" in told.message
    assert "--engine lualatex" in (told.hint or "")


def test_a_character_that_is_in_no_file_of_data_stays_at_the_template(tmp_path: Path) -> None:
    (tmp_path / "term.toml").write_text('name = "王先生"', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        escape("小明")
    assert at_the_data(refused.value.diagnostics, [tmp_path / "term.toml"]) == refused.value.diagnostics
