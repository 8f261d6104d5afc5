"""Templates in their folders: a term's, then the homework's, then the package's and a kind's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.terms.kinds import KINDS, folder_of
from backproof.writing.render import DEFAULTS, LatexEnvironment, environment, render

QUESTION = r"\BLOCK{block statement}kind\BLOCK{endblock} \BLOCK{block end}end\BLOCK{endblock}"


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    found = {name: tmp_path / name for name in ("term", "homework", "kind")}
    for folder in found.values():
        folder.mkdir()
    (found["kind"] / "question.tex.j2").write_text(QUESTION, encoding="utf-8")
    return found


def found_in(folders: dict[str, Path]) -> LatexEnvironment:
    return environment([folders["term"], folders["homework"]], kinds={"sort": folders["kind"]}.get)


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def override(base: str, block: str, text: str) -> str:
    return rf"\BLOCK{{extends '{base}'}}\BLOCK{{block {block}}}{text}\BLOCK{{endblock}}"


def test_a_kinds_template_is_reworded_block_by_block_at_each_level(folders: dict[str, Path]) -> None:
    name = "kinds/sort/question.tex.j2"
    assert render(found_in(folders), name, {}).text == "kind end"
    put(folders["homework"], name, override(f"default/{name}", "statement", r"homework, \VAR{super()}"))
    assert render(found_in(folders), name, {}).text == "homework, kind end"
    put(folders["term"], name, override(f"shared/{name}", "statement", r"term, \VAR{super()}"))
    found = render(found_in(folders), name, {})
    assert found.text == "term, homework, kind end"
    own = {folders["term"] / name, folders["homework"] / name}
    assert set(found.files) == {*own, folders["kind"] / "question.tex.j2"}
    (folders["homework"] / name).unlink()
    assert render(found_in(folders), name, {}).text == "term, kind end"


def test_a_default_of_the_package_is_found_last(folders: dict[str, Path]) -> None:
    assert "\\begin{document}" in (DEFAULTS[0] / "report.tex.j2").read_text(encoding="utf-8")
    plain = r"\BLOCK{ from 'macros.tex.j2' import boxed }\VAR{ boxed('x') }"
    put(folders["homework"], "t.tex.j2", plain)
    assert "answerbox" in render(found_in(folders), "t.tex.j2", {}).text
    put(folders["homework"], "macros.tex.j2", r"\BLOCK{ macro boxed(x) }own \VAR{ x }\BLOCK{ endmacro }")
    assert render(found_in(folders), "t.tex.j2", {}).text == "own x"
    put(folders["term"], "t.tex.j2", r"\BLOCK{ from 'default/macros.tex.j2' import boxed }\VAR{ boxed('x') }")
    assert "answerbox" in render(found_in(folders), "t.tex.j2", {}).text


@pytest.mark.parametrize("level", ["term", "homework", "kind"])
def test_a_mistake_is_told_in_the_file_that_has_it(folders: dict[str, Path], level: str) -> None:
    name = "kinds/sort/question.tex.j2"
    put(folders["homework"], name, override(f"default/{name}", "end", "homework"))
    put(folders["term"], name, override(f"shared/{name}", "statement", "term"))
    faulty = folders[level] / (name if level != "kind" else "question.tex.j2")
    text = faulty.read_text(encoding="utf-8")
    faulty.write_text(f"\\#{{ a line }}\n{text}\n\\VAR{{ nobody", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        render(found_in(folders), name, {})
    assert caught.value.diagnostics[0].file == faulty.as_posix()
    assert caught.value.diagnostics[0].line == 3


@pytest.mark.parametrize(
    "name",
    [
        "kinds/sort/questions.tex.j2",
        "kinds/srot/question.tex.j2",
        "kinds/sort/../kind/question.tex.j2",
        "kinds/../question.tex.j2",
        "shared/nothing.tex.j2",
        "default/kinds/sort",
    ],
)
def test_a_name_without_a_file_is_said_as_it_was_written(folders: dict[str, Path], name: str) -> None:
    with pytest.raises(InputError, match="there is no template") as caught:
        render(found_in(folders), name, {})
    assert name in caught.value.diagnostics[0].message


@pytest.mark.parametrize("kind", KINDS)
def test_each_installed_kind_has_templates_that_compile(kind: str) -> None:
    env = environment([], kinds=folder_of)
    if KINDS[kind].answers_questions:
        assert env.get_template(f"kinds/{kind}/question.tex.j2").blocks
    if KINDS[kind].answers_parts:
        assert env.get_template(f"kinds/{kind}/statement.tex.j2")
        assert env.get_template(f"kinds/{kind}/solution.tex.j2")


GLUED = re.compile(r"\\(?!BLOCK\b|VAR\b)[A-Za-z]+\\VAR\{")
ROOT = Path(__file__).parents[3]
TEMPLATES = [path for folder in ("backproof", "templates") for path in sorted((ROOT / folder).rglob("*.j2"))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_value_runs_into_a_control_word(path: Path) -> None:
    r"""The function s after \textstyle would be \textstyles."""
    found = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    assert not [(line, text) for line, text in found if GLUED.search(text)]


def test_a_value_that_runs_into_a_control_word_would_be_seen() -> None:
    assert GLUED.search(r"$\textstyle\VAR{ x }$")
    assert not GLUED.search(r"\BLOCK{ for x in y }\VAR{ x }\textstyle \VAR{ x }\texttt{\VAR{ x }}")
