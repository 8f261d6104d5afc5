"""Each character of the document knows the template line that wrote it."""

from pathlib import Path
from typing import Any

import pytest

from backproof.answer import Latex
from backproof.faults.origins import Origin, trace
from backproof.writing.render import environment, render

BASE = "Top\n\\BLOCK{block body}\nbase \\VAR{x}\n\\BLOCK{endblock}\nBottom \\VAR{x}\n"
MACROS = "\\BLOCK{macro strong(v)}\n\\textbf{\\VAR{v}}\n\\BLOCK{endmacro}\n"
PART = "in a part\n\nof \\VAR{step.rule}\n"
PAGE = r"""\BLOCK{extends 'base.tex.j2'}
\BLOCK{from 'macros.tex.j2' import strong}
\BLOCK{block body}
\VAR{super()}
First \VAR{x} and \VAR{y}.
%% for step in answer.steps
  row \VAR{step.rule} \VAR{strong(step.rule)}
  \BLOCK{include 'part.tex.j2'}
%% endfor
\BLOCK{set caption}A caption\BLOCK{endset}
\#{a comment

of three lines}\VAR{caption}
\VAR{
  matrix
}
\BLOCK{endblock}
"""
CONTEXT: dict[str, Any] = {
    "x": "50%",
    "y": Latex(r"\alpha"),
    "matrix": Latex("1 & 2 \\\\\n3 & four"),
    "answer": {"steps": [{"rule": "zero"}, {"rule": "one"}]},
}


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("templates")
    for name, text in {"base": BASE, "macros": MACROS, "part": PART, "page": PAGE}.items():
        (folder / f"{name}.tex.j2").write_text(text, encoding="utf-8")
    env = environment([folder])
    text = render(env, "page.tex.j2", CONTEXT).text
    origins = trace(env, "page.tex.j2", CONTEXT, text)
    assert origins is not None

    def of(what: str, occurrence: int = 0) -> Origin:
        index = -1
        for _ in range(occurrence + 1):
            index = text.index(what, index + 1)
        found = origins.at(index)
        assert found is not None
        return found

    return of


def place(origin: Origin) -> tuple[str, int, int | None]:
    return Path(origin.file).name, origin.line, origin.column


def test_text_of_each_template_keeps_its_line_and_column(traced: Any) -> None:
    assert place(traced("Top")) == ("base.tex.j2", 1, 1)
    assert place(traced("and")) == ("page.tex.j2", 5, 15)
    assert place(traced("Bottom")) == ("base.tex.j2", 5, 1)
    assert place(traced("base")) == ("base.tex.j2", 3, 1)


def test_a_value_has_the_place_of_its_slot_and_its_expression(traced: Any) -> None:
    assert place(traced(r"\alpha")) == ("page.tex.j2", 5, 19)
    assert traced(r"\alpha").value == "y"
    assert place(traced(r"50\%", 1)) == ("page.tex.j2", 5, 7)


def test_an_element_of_a_loop_is_named_by_its_index(traced: Any) -> None:
    assert traced("row zero").value == ""
    assert [traced("zero", n).value for n in (0, 2)] == ["answer.steps[0].rule"] * 2
    assert traced("one", 0).value == "answer.steps[1].rule"


def test_macros_and_includes_say_from_where_they_were_called(traced: Any) -> None:
    inside = traced(r"\textbf{one")
    assert place(inside) == ("macros.tex.j2", 2, 1)
    assert inside.calls[0].startswith("in strong(step.rule) at") and inside.calls[0].endswith(":7")
    part = traced("in a part")
    assert place(part) == ("part.tex.j2", 1, 1)
    assert part.calls[0].startswith("included at") and part.calls[0].endswith("page.tex.j2:8")
    assert place(traced("of one"))[:2] == ("part.tex.j2", 3)


def test_every_line_of_a_long_value_belongs_to_the_slot(traced: Any) -> None:
    assert place(traced("1 & 2"))[:2] == place(traced("four"))[:2] == ("page.tex.j2", 15)


def test_a_document_that_cannot_be_traced_for_certain_is_not_traced(tmp_path: Path) -> None:
    (tmp_path / "t.tex.j2").write_text("x \\VAR{x}", encoding="utf-8")
    assert trace(environment([tmp_path]), "t.tex.j2", {"x": "y"}, "something else") is None


def test_a_captured_text_that_is_changed_is_left_to_the_line_that_captured_it(tmp_path: Path) -> None:
    template = "Text.\n\\BLOCK{filter trim}   trimmed   \\BLOCK{endfilter}\nAfter \\VAR{x}.\n"
    (tmp_path / "t.tex.j2").write_text(template, encoding="utf-8")
    env = environment([tmp_path])
    text = render(env, "t.tex.j2", {"x": "y"}).text
    origins = trace(env, "t.tex.j2", {"x": "y"}, text)
    assert origins is not None
    after = origins.at(text.index("After"))
    assert after is not None and after.line == 3


def test_text_that_a_set_block_captures_belongs_to_the_block(traced: Any) -> None:
    captured = traced("A caption")
    assert place(captured) == ("page.tex.j2", 10, 20)
    assert captured.calls[0].endswith("page.tex.j2:13")
