"""Templates: what is escaped, what is not, and how a mistake is reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from backproof.answer import Answer, Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.writing.render import LatexEnvironment, environment, render


def rendered(folder: Path, template: str, sandboxed: bool = False, **context: Any) -> str:
    (folder / "t.tex.j2").write_text(template, encoding="utf-8")
    return render(environment([folder], sandboxed=sandboxed), "t.tex.j2", context).text


def fault(folder: Path, template: str, context: Mapping[str, Any] | None = None) -> Diagnostic:
    with pytest.raises(InputError) as caught:
        rendered(folder, template, **(context or {}))
    return caught.value.diagnostics[0]


@pytest.mark.parametrize("sandboxed", [False, True])
@pytest.mark.parametrize(
    ("template", "latex"),
    [
        (r"\VAR{x}", r"50\%"),
        (r"\VAR{'lit&'}", r"lit\&"),
        (r"\VAR{x ~ '&' ~ raw}", r"50\%\&\alpha"),
        (r"\VAR{[x, raw, '_'] | join(' & ')}", r"50\% \& \alpha \& \_"),
        (r"\VAR{nope | default(x)}", r"50\%"),
        (r"\BLOCK{set y}\textbf{\VAR{x}}\BLOCK{endset}\VAR{y}", r"\textbf{50\%}"),
        (r"\BLOCK{macro m(v)}<\VAR{v}>\BLOCK{endmacro}\VAR{m(x)}\VAR{m(raw)}", r"<50\%><\alpha>"),
        (r"\BLOCK{macro m()}\VAR{caller()}\BLOCK{endmacro}\BLOCK{call m()}\VAR{x}\BLOCK{endcall}", r"50\%"),
        (r"\VAR{raw + x}", r"\alpha50\%"),
        (r"\VAR{x if true else raw}", r"50\%"),
        (r"\VAR{'%s!' | string ~ x}", r"\%s!{}50\%"),
        (r"\VAR{['a', 'b'] | map('default', x) | join}", "ab"),
        ("%% for i in [1, 2]\n\\VAR{i}&\n%% endfor\n", "1&\n2&\n"),
        (r"\#{a comment}x % TeX's own", "x % TeX's own"),
        (r"\VAR{ {'a': '}'}['a'] }", r"\}"),
        (r"\BLOCK{raw}\VAR{x}\BLOCK{endraw}", r"\VAR{x}"),
        (r"\VAR{[[x]]}", r"{[}{[}\textquotesingle{}50\%\textquotesingle{}{]}{]}"),
    ],
)  # fmt: skip
def test_every_value_but_latex_is_escaped(folder: Path, template: str, latex: str, sandboxed: bool) -> None:
    assert rendered(folder, template, sandboxed, x="50%", raw=Latex(r"\alpha")) == latex


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@dataclass(frozen=True)
class Details:
    matrix_latex: str
    printed: Latex
    note: str


def test_what_a_printer_wrote_is_latex_and_the_rest_of_the_answer_is_data(folder: Path) -> None:
    details = Details(r"\note", Latex(r"\begin{bmatrix}1\end{bmatrix}"), r"\note")
    answer = Answer(
        "q1", "Chain & Rule", 20, Latex(r"4(\mathbf{1}^\top x)^3"), "4 * sum(x)", (), details=details
    )
    template = "|".join(
        rf"\VAR{{a.{name}}}"
        for name in ("title", "latex", "details.printed", "details.matrix_latex", "details.note")
    )
    expected = r"Chain \& Rule|4(\mathbf{1}^\top x)^3|\begin{bmatrix}1\end{bmatrix}|%s|%s"
    assert rendered(folder, template, a=answer) == expected % ((r"\textbackslash{}note",) * 2)
    assert rendered(folder, r"\VAR{a.latex}", a={"latex": r"\x"}) == r"\textbackslash{}x"


def test_math_takes_what_a_printer_made_and_nothing_else(folder: Path) -> None:
    assert rendered(folder, r"\VAR{s | math}", s=Latex(r"\frac12")) == r"\frac12"
    for value in (r"\frac12", Markup(r"\frac12"), 3):
        found = fault(folder, "\n\\VAR{s | math}", {"s": value})
        assert found.line == 2
        assert "'math' takes LaTeX made by a printer" in found.message


def test_inheritance_keeps_blocks_as_latex(folder: Path) -> None:
    (folder / "base.tex.j2").write_text(
        r"A\BLOCK{block b}\emph{\VAR{x}}\BLOCK{endblock}\VAR{self.b()}", "utf-8"
    )
    child = r"\BLOCK{extends 'base.tex.j2'}\BLOCK{block b}[\VAR{super()}]\BLOCK{endblock}"
    assert rendered(folder, child, x="&") == r"A[\emph{\&}][\emph{\&}]"


def test_an_override_extends_the_shared_template_of_the_same_name(tmp_path: Path) -> None:
    term, shared = tmp_path / "terms" / "2026-fall", tmp_path / "shared"
    for folder, text in (
        (shared, r"\BLOCK{block title}Old\BLOCK{endblock} \BLOCK{block text}same\BLOCK{endblock}"),
        (term, r"\BLOCK{extends 'shared/q1.tex.j2'}\BLOCK{block title}New\BLOCK{endblock}"),
    ):
        folder.mkdir(parents=True)
        (folder / "q1.tex.j2").write_text(text, encoding="utf-8")
    found = render(environment([term, shared]), "q1.tex.j2", {})
    assert found.text == "New same"
    assert set(found.files) == {term / "q1.tex.j2", shared / "q1.tex.j2"}


ANSWER = Answer("q1", "t", 1, Latex(""), "", ())


@pytest.mark.parametrize(
    ("template", "line", "message", "hint"),
    [
        ("a\n\\VAR{titel}", 2, "'titel' is undefined", "did you mean 'title'?"),
        ("\\VAR{a.latx}", 1, "has no attribute 'latx'", "did you mean 'latex'?"),
        ("\n\n\\VAR{1 / 0}", 3, "this divides by zero", None),
        ("\\BLOCK{if a}", 1, "is never ended", "endif } is missing"),
        ("\\VAR{title | safe}", 1, "No filter named 'safe'", "known by its type"),
        ("\\VAR{title | jion}", 1, "No filter named 'jion'", "did you mean 'join'?"),
        ("x\n%% A comment", 2, "there is no statement 'A'", "is a statement"),
        ("\\VAR{none}", 1, "there is no value to insert here", None),
        ("\n\\VAR{?}", 2, "'?' has no meaning here", None),
        ("\n\\VAR{name}", 2, "cannot set '王'", "--engine lualatex"),
        ("\\BLOCK{include 't.tex'}", 1, "there is no template 't.tex'", "did you mean 't.tex.j2'?"),
        ("\\VAR{title + 1}", 1, "+ is not defined for a text and a number", "joined by ~"),
    ],
)
def test_a_mistake_is_reported_at_its_line(
    folder: Path, template: str, line: int, message: str, hint: str | None
) -> None:
    found = fault(folder, template, {"title": "x", "a": ANSWER, "none": None, "name": "王"})
    assert (found.file, found.line) == ((folder / "t.tex.j2").as_posix(), line)
    assert message in found.message
    assert found.source == template.splitlines()[line - 1]
    assert (hint or "") in (found.hint or "")


def test_a_mistake_inside_of_a_macro_or_an_include_is_reported_there(folder: Path) -> None:
    (folder / "part.tex.j2").write_text("\n\n\\VAR{nope}", encoding="utf-8")
    assert fault(folder, "\\BLOCK{include 'part.tex.j2'}").where.endswith("part.tex.j2:3:6")
    macro = "\\BLOCK{macro m()}\n\\VAR{nope}\\BLOCK{endmacro}\n\n\\VAR{m()}"
    assert fault(folder, macro).line == 2


@pytest.mark.parametrize("mark", ["\nafter", "& 2", "never"])
def test_the_first_part_is_that_of_the_whole(folder: Path, mark: str) -> None:
    template = r"\BLOCK{include 'in.tex.j2'} \VAR{x} & 2" + "\nafter \\VAR{x}"
    (folder / "in.tex.j2").write_text(r"\section{A} 1 & \VAR{raw}", encoding="utf-8")
    context = {"x": "50%", "raw": Latex(r"\alpha")}
    whole = rendered(folder, template, **context)
    part = render(environment([folder]), "t.tex.j2", context, until=mark).text
    assert part == whole.partition(mark)[0]
    assert type(part) is str


def test_what_follows_the_first_part_is_not_rendered(folder: Path) -> None:
    (folder / "t.tex.j2").write_text("a\n\\begin{document}\n\\VAR{nothing.of_this}", encoding="utf-8")
    assert render(environment([folder]), "t.tex.j2", {}, until="\n\\begin").text == "a"


def test_compiled_templates_are_kept_and_never_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template, cache = tmp_path / "t.tex.j2", tmp_path / "cache"
    compiled: list[str] = []
    compile_source = LatexEnvironment._compile

    def counted(env: LatexEnvironment, source: str, name: str) -> Any:
        compiled.append(name)
        return compile_source(env, source, name)

    monkeypatch.setattr(LatexEnvironment, "_compile", counted)
    for text, expected in (("\\VAR{x}", r"\&"), ("\\VAR{x}", r"\&"), ("new \\VAR{x}", r"new \&")):
        template.write_text(text, encoding="utf-8")
        assert render(environment([tmp_path], cache=cache), "t.tex.j2", {"x": "&"}).text == expected
    assert len(compiled) == 2
    for kept in cache.iterdir():
        kept.write_bytes(kept.read_bytes()[:40])
    assert render(environment([tmp_path], cache=cache), "t.tex.j2", {"x": "&"}).text == r"new \&"


def test_a_template_that_is_not_trusted_sees_no_internals(folder: Path) -> None:
    for template in (
        r"\VAR{''.__class__.__mro__}",
        r"\BLOCK{set x = [].append(1)}",
        r"\VAR{range(10**9) | list}",
    ):
        with pytest.raises(InputError):
            rendered(folder, template, sandboxed=True)
