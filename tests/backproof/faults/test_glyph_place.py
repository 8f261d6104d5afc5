"""A character that TeX refuses in a drawing is told where the term file has it."""

import tomllib
from pathlib import Path

import pytest

from backproof.diagnostic import Diagnostic, InputError
from backproof.faults.glyph_place import at_the_data
from backproof.writing.escape import escape


def test_a_character_of_a_drawings_label(tmp_path: Path) -> None:
    term = tmp_path / "term.toml"
    term.write_text('# 😀\nx_name = "so 😀"\n', encoding="utf-8")
    fault = Diagnostic(
        "Unicode character 😀 (U+1F600) not set up for use with LaTeX",
        file="macros.tex.j2", line=257, column=1, notes=("inserting source",),
    )  # fmt: skip
    (told,) = at_the_data([fault], [term])
    assert (told.file and Path(told.file).name, told.line, told.column) == ("term.toml", 2, 14)
    written_in_the_template = Diagnostic(fault.message, file="macros.tex.j2", line=257)
    assert at_the_data([written_in_the_template], [term]) == (written_in_the_template,)


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        ("a\u200bb", 12),
        ("a\\u200bb", 12),
        ("of \u202ex", 14),
        ("y x\u0323\u0301", 14),
        ("y x\u0301\u0323", 15),
    ],
)
def test_a_character_that_is_not_seen(tmp_path: Path, typed: str, column: int) -> None:
    """The message spells it, and its text is in normal form; the term file has it as it was typed."""
    term = tmp_path / "term.toml"
    term.write_text(f'\n title = "{typed}"\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        escape(tomllib.loads(term.read_text(encoding="utf-8"))["title"])
    (told,) = at_the_data(refused.value.diagnostics, [term])
    assert (told.line, told.column) == (2, column)
