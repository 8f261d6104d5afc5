"""A character that TeX refuses in a drawing is told where the term file has it."""

from pathlib import Path

from backproof.diagnostic import Diagnostic
from backproof.faults.glyph_place import at_the_data


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
