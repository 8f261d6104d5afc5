"""HTML templates: found in layers, escaped by type, and told at their lines where they are wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from backproof import kinds
from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.web import page
from backproof.web.environment import environments
from backproof.web.formulas import Formulas
from backproof.web.markup import escape
from backproof.web.styles import Styles
from backproof.writing.render import render
from tests.backproof.building import small_homework
from tests.backproof.building.runs import build

HOSTILE = "<script>alert(1)</script>\"'&\x07 $x$ \\textbf{b} {{ 1 }}"


def translated(folder: Path, latex: str, *, sandboxed: bool = False, **context: Any) -> page.Page:
    """The page whose questions are this template."""
    folder.mkdir(exist_ok=True)
    (folder / "body.tex.j2").write_text(latex, encoding="utf-8")
    body_env, html_env = environments([folder], lambda _: None, sandboxed=sandboxed)
    if not (folder / "page.html.j2").exists():
        (folder / "page.html.j2").write_text(
            r"\VAR{ opening }\VAR{ sections | map(attribute='content') | join }"
        )
    body = render(body_env, "body.tex.j2", context)
    writer = page.Writer(html_env, {}, (), {}, lambda _: None, body_env.given_way)
    return writer.page(body, {"palette": {}, **context})


def faults(built: Any) -> list[str]:
    return [line for line in (built.stdout + built.stderr).splitlines() if "error:" in line]


def test_data_is_shown_letter_by_letter_and_never_as_html(tmp_path: Path) -> None:
    html = translated(
        tmp_path, r"Before \VAR{ data } after \texttt{\VAR{ data }}.", data=HOSTILE.replace("\x07", "")
    ).html
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp; $x$ \\textbf{b} {{ 1 }}") == 2


def test_html_templates_escape_what_is_not_html_and_refuse_latex() -> None:
    assert escape(HOSTILE).startswith("&lt;script&gt;")
    assert "\\x07" in escape(HOSTILE)
    with pytest.raises(InputError, match="this is LaTeX"):
        escape(Latex("x < y"))


def test_text_of_tex_becomes_the_characters_that_it_stands_for(tmp_path: Path) -> None:
    latex = (
        "``Quoted'' -- it's 5~\\%\\quad{}\\textbf{bold \\emph{both}}\\\\ next % a comment\n\n\\par Another."
    )
    assert translated(tmp_path, latex).html == (
        "<p>“Quoted” – it’s 5\u00a0%\u2003<strong>bold <em>both</em></strong><br> next</p>\n<p>Another.</p>"
    )


def test_letters_with_marks_are_letters(tmp_path: Path) -> None:
    html = translated(tmp_path, r"G\"odel, \'etude, Erd\H{o}s, \v{c}, na\"{\i}ve, \o{}re, Stra\ss e").html
    assert html == "<p>Gödel, étude, Erdős, č, naïve, øre, Straße</p>"


def test_tables_and_lists_are_elements(tmp_path: Path) -> None:
    latex = (
        r"\begin{tabular}{lr}\tablehead{A} & \tablehead{B} \\ \hline $x$ & 2 \\ \end{tabular}"
        r"\begin{enumerate}\setcounter{enumi}{2}\item one "
        r"\begin{itemize}\item in\end{itemize}\item two\end{enumerate}"
    )
    html = translated(tmp_path, latex).html
    assert '<th scope="col" class="right">B</th>' in html
    assert '<td class="right">2</td>' in html
    assert re.search(
        r'<ol start="3"><li><p>one</p>\s*<ul><li><p>in</p></li></ul></li><li><p>two</p></li></ol>', html
    )


def test_a_sandboxed_template_has_no_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        translated(tmp_path, r"\VAR{ data.__class__.__mro__ }", sandboxed=True, data="x")
    (tmp_path / "page.html.j2").write_text(r"\VAR{ opening.__class__.__mro__ }")
    with pytest.raises(InputError):
        translated(tmp_path, "x", sandboxed=True)


def test_formulas_that_mean_layout_alone_are_mended() -> None:
    html = Formulas(Styles({})).html(r"\begin{pmatrix} 1 \\[4pt] 2 \\ \end{pmatrix}")
    assert "[" not in html
    assert html.count("<mtr>") == 2


@pytest.fixture
def homework(tmp_path: Path) -> Path:
    return small_homework.create(tmp_path)


def test_templates_override_each_other_in_layers(homework: Path) -> None:
    templates = homework / "templates"
    (templates / "page.html.j2").write_text(
        '\\BLOCK{ extends "default/page.html.j2" }\n'
        "\\BLOCK{ block title }<h1>Mine & yours</h1>\\BLOCK{ endblock }\n"
    )
    (templates / "elements.html.j2").write_text(
        '\\BLOCK{ macro answerbox(latex) }<div class="mine">\\VAR{ latex.display }</div>\\BLOCK{ endmacro }\n'
        "\\BLOCK{ macro mystery(words) }<i>\\VAR{ words.text }</i>\\BLOCK{ endmacro }\n"
    )
    (templates / "body.tex.j2").write_text(
        "\\mystery{so}\n\\BLOCK{ for answer in questions[0].answers }\\answerbox{x}\\BLOCK{ endfor }\n"
    )
    built = build(homework, "html", "-q")
    assert built.exit_code == 0, built.stderr
    (file,) = (homework / "out").glob("*.html")
    text = file.read_text(encoding="utf-8")
    assert "<h1>Mine & yours</h1>" in text
    assert "<i>so</i>" in text
    assert '<div class="mine"><math' in text


def test_an_html_template_takes_the_place_of_the_latex_one_of_its_layer_or_of_one_below(
    tmp_path: Path,
) -> None:
    (tmp_path / "part.tex.j2").write_text(r"of \LaTeX{}")
    (tmp_path / "part.html.j2").write_text(
        '<div class="own">\\VAR{ data }: \\VAR{ box(given) | translated }\\VAR{ given | formula }</div>'
    )
    html = translated(
        tmp_path,
        r"Before \BLOCK{ include 'part.tex.j2' }",
        data="a < b",
        given=Latex("x < y"),
        box=lambda latex: Latex(rf"\answerbox{{{latex}}}"),
    ).html
    assert '<div class="own">a &lt; b: <div class="answer">' in html
    assert "of LaTeX" not in html


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("page.html.j2", "<p>\n\\VAR{ nothing }</p>", "page.html.j2:2:"),
        ("page.html.j2", "\\BLOCK{ if }\n", "page.html.j2:1:"),
        ("summary.html.j2", "<p>\n\n\\VAR{ term.tittle }</p>", "summary.html.j2:3:"),
        ("summary.html.j2", "\\VAR{ questions[0].answers[0].latex }", "summary.html.j2:1:"),
    ],
)
def test_errors_are_told_at_the_line_of_the_html_template(
    homework: Path, file: str, text: str, place: str
) -> None:
    (homework / "templates" / file).write_text(text)
    built = build(homework, "html", "-q")
    assert built.exit_code == 2
    assert any(place in line for line in faults(built)), built.stderr


def test_a_command_without_html_is_told_at_the_line_of_the_latex_template(homework: Path) -> None:
    (homework / "templates" / "body.tex.j2").write_text("One.\n\nTwo \\mystery{x} and\n$\\strange{y}$.\n")
    built = build(homework, "html", "-q")
    assert built.exit_code == 2
    told = faults(built)
    assert any("body.tex.j2:3:" in line and r"\mystery has no HTML" in line for line in told), told
    assert any("body.tex.j2:4:" in line and "no MathML" in line for line in told), told


KINDS = Path(kinds.__file__).parent
BEGUN = re.compile(r'\\begin\{(\w+)\}|environment="(\w+)"')
BY_KINDS = sorted(
    {found[1] or found[2] for file in KINDS.rglob("*.tex.j2") for found in BEGUN.finditer(file.read_text())}
)


@pytest.mark.parametrize("name", BY_KINDS)
def test_each_environment_of_the_kinds_has_html(name: str, tmp_path: Path) -> None:
    page = translated(
        tmp_path, rf"\begin{{{name}}}{{a}}{{b}}c\end{{{name}}} $\begin{{{name}}}c\end{{{name}}}$"
    )
    assert f"the environment {name} has no HTML" not in {one.message for one in page.unknown}
