"""For every Unicode string: the right glyphs in the PDF, or a line that names the character and its place."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backproof.diagnostic import InputError
from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine
from backproof.writing.characters import glyphs
from backproof.writing.escape import escape
from backproof.writing.listing import listing, verbatim
from tests.backproof.typeset import document, ink, read_back

pytestmark = pytest.mark.slow

SETTABLE = [chr(code) for code in range(0x20, 0x2FFFF) if glyphs.has_glyph(chr(code))]
ASCII = [chr(code) for code in range(0x20, 0x7F)]
settable = st.text(st.sampled_from(SETTABLE) | st.sampled_from(ASCII), max_size=24)
ligatures = st.text(st.sampled_from("-,!?`'<>\"fil*[]{}\\^~ "), max_size=24)
anything = st.text(st.characters() | st.sampled_from("\ud800\udfff\u200b\u202e\0\x1b\u0301"), max_size=6)
batch_settings = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def accepted(text: str) -> bool:
    """Return whether the text is set; a refusal names a character without a glyph and its place."""
    try:
        escape(text)
    except InputError as refusal:
        message = str(refusal)
        normal = unicodedata.normalize("NFC", text)
        code = re.search(r"U\+([0-9A-F]{4,6})\)", message)
        place = re.search(r"character (\d+)(?: of line (\d+))?", message)
        assert code and place and "\n" not in message
        line = normal.split("\n")[int(place[2] or 1) - 1]
        assert line[int(place[1]) - 1] == chr(int(code[1], 16))
        assert not glyphs.has_glyph(chr(int(code[1], 16)))
        return False
    return True


@batch_settings
@given(st.lists(settable | ligatures, min_size=150, max_size=150))
def test_what_is_accepted_is_read_back_as_it_was(tmp_path_factory: object, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("unicode")  # type: ignore[attr-defined]
    taken = [text for text in texts if accepted(text)]
    assert len(taken) > 100
    assert list(map(ink, read_back(taken, folder))) == list(map(ink, taken))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(anything)
def test_every_string_is_accepted_or_refused_by_name(text: str) -> None:
    accepted(text)


def test_every_single_code_point_is_decided() -> None:
    # All of the first planes but ideographs and syllables, which are of one kind; of the others every 37th.
    for code in (
        *range(0x3100),
        *range(0xA000, 0xAC00),
        *range(0xD700, 0x10000),
        *range(0x10000, 0x110000, 37),
    ):
        accepted(f"a{chr(code)}b")


def test_a_megabyte_of_output_is_set(tmp_path: Path) -> None:
    output = "\n".join(f"{step:6d}  loss = {1 / (step + 1):.6f}   $%_&#{{}}~^\\ --" for step in range(2500))
    output += "\n" + "x" * 100_000 + "\nthe end"
    made = compile_document(find_engine(), document(str(verbatim(output))), {}, tmp_path)
    assert made.warnings == ()
    assert made.pages > 40


def test_program_text_is_read_back_line_by_line(tmp_path: Path) -> None:
    import pypdfium2

    program = (
        '# -- what?` ,, <<x>> -->\nx = "\\\\begin{x} 50% #$&~^_|`\'"\nprint(f"{x!r}", ∂, "→")  # naïve\n'
    )
    made = compile_document(find_engine(), document(str(listing(program, 7))), {}, tmp_path)
    with pypdfium2.PdfDocument(made.pdf) as opened:
        copied = opened[0].get_textpage().get_text_range()
    for number, line in enumerate(program.splitlines(), 7):
        assert ink(f"{number}{line}") in ink(copied)
