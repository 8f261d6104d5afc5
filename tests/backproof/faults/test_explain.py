"""A document is set from its templates, and its faults are told in their terms."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backproof.diagnostic import InputError
from backproof.faults.typesetting import set_in_type
from backproof.tex.compile import DocumentError
from backproof.tex.engine import find_engine
from backproof.writing.render import environment, render
from tests.backproof.typeset import document

ENGINE = find_engine()


def test_a_good_document_is_set_with_its_overfull_boxes_told(tmp_path: Path) -> None:
    (tmp_path / "t.tex.j2").write_text(document("Fine.\n\n\\hbox to 1cm{\\VAR{x}}"), encoding="utf-8")
    env = environment([tmp_path])
    rendered = render(env, "t.tex.j2", {"x": "far too wide"})
    compiled, warnings = set_in_type(ENGINE, env, rendered, {"x": "far too wide"}, {}, tmp_path / "build")
    assert compiled.pages == 1
    (warning,) = warnings
    assert (warning.severity, warning.line) == ("warning", rendered.text.split("\n").index("Fine.") + 3)
    assert "too wide" in warning.message


def test_a_fault_is_raised_in_the_templates_terms_with_the_log(tmp_path: Path) -> None:
    (tmp_path / "t.tex.j2").write_text(document("Text.\n\\nosuch"), encoding="utf-8")
    env = environment([tmp_path])
    with pytest.raises(DocumentError) as caught:
        set_in_type(ENGINE, env, render(env, "t.tex.j2", {}), {}, {}, tmp_path / "build")
    (told,) = caught.value.diagnostics
    assert told.source == r"\nosuch"
    assert told.file and told.file.endswith("t.tex.j2")
    assert "nosuch" in caught.value.log
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("kind", "name"), [("lualatex", "LuaLaTeX"), ("xelatex", "XeLaTeX")])
def test_what_opens_any_file_sets_nothing_that_is_not_trusted(tmp_path: Path, kind: Any, name: str) -> None:
    (tmp_path / "t.tex.j2").write_text("x", encoding="utf-8")
    env = environment([tmp_path], sandboxed=True)
    engine = replace(ENGINE, kind=kind)
    with pytest.raises(InputError, match=name):
        set_in_type(engine, env, render(env, "t.tex.j2", {}), {}, {}, tmp_path / "build")


def test_a_file_that_slips_past_paranoid_mode_is_named(tmp_path: Path) -> None:
    """pdfTeX reads streams of PDF objects from anywhere; its recorder tells on it."""
    secret = tmp_path / "secret.txt"
    secret.write_text("canary", encoding="utf-8")
    template = document(rf"\immediate\pdfobj stream file{{{secret}}}\pdfrefobj\pdflastobj x")
    (tmp_path / "t.tex.j2").write_text(template, encoding="utf-8")
    env = environment([tmp_path])
    with pytest.raises(DocumentError, match="which is none of its files"):
        set_in_type(ENGINE, env, render(env, "t.tex.j2", {}), {}, {}, tmp_path / "build")
