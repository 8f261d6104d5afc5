"""A diagnostic says the same in every form: on a terminal, as a line, as JSON, as an annotation."""

import io
import json
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backproof.diagnostic import Diagnostic
from backproof.terminal import console, preview

FOUND = Diagnostic(
    "unknown name 'y'",
    "terms/a.toml",
    17,
    8,
    expected="one of x, z",
    hint="did you mean 'x'?",
    source='\touter = "f(y)"',
    notes=("in question q1",),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, diagnostic: Diagnostic) -> str:
    monkeypatch.setattr(sys, "stderr", Terminal())
    preview.report([diagnostic], preview.form())
    return sys.stderr.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_a_line_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    preview.report([FOUND], preview.form())
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == (
        "terms/a.toml:17:8: error: unknown name 'y'; expected one of x, z "
        "(did you mean 'x'?) [in question q1]\n"
    )


def test_the_middle_of_an_endless_name_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a" * 5000
    preview.report([Diagnostic(f"unknown name '{name}'", "terms/a.toml", 17, 8)], "plain")
    line = capsys.readouterr().err
    assert line.startswith("terms/a.toml:17:8: error: unknown name 'aaa")
    assert "…" in line
    assert len(line) < 150
    preview.report([Diagnostic(f"unknown name '{name}'")], "json")
    assert name in capsys.readouterr().out


def test_an_expression_of_the_command_line_is_shown_with_its_caret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    preview.report([Diagnostic("unexpected '*'", column=4, source="x +* 2")], "plain")
    assert capsys.readouterr().err == "column 4: error: unexpected '*'\n  x +* 2\n     ^\n"


def test_a_caret_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert on_a_terminal(monkeypatch, FOUND).splitlines() == [
        "terms/a.toml:17:8: error: unknown name 'y'",
        '    17 │  outer = "f(y)"',
        "       │        ^",
        "  expected: one of x, z",
        "      hint: did you mean 'x'?",
        "      note: in question q1",
    ]


def test_colour_is_used_unless_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in on_a_terminal(monkeypatch, FOUND)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in on_a_terminal(monkeypatch, FOUND)


def test_markup_and_control_characters_in_data_are_shown_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    odd = Diagnostic("[red]x[/] :smile: \x1b[2J\u202e", "a[b].toml", source="\x1b]0;title\x07", column=2)
    shown = on_a_terminal(monkeypatch, odd)
    assert shown.splitlines()[0] == "a[b].toml:2: error: [red]x[/] :smile: \\x1b[2J\\u202e"
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    ("arguments", "form"),
    [
        (["pdf"], "plain"),
        (["pdf", "--json"], "json"),
        (["derive", "x", "--format", "json"], "json"),
        (["derive", "--format=json", "x"], "json"),
        (["derive", "json", "--format", "latex"], "plain"),
    ],
)
def test_the_form(arguments: list[str], form: str) -> None:
    assert preview.form(arguments) == form


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    preview.report([FOUND], "json")
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (found["file"], found["line"], found["column"], found["severity"]) == (
        "terms/a.toml",
        17,
        8,
        "error",
    )
    assert found["hint"] == "did you mean 'x'?"


@pytest.mark.parametrize("name", ["CI", "GITHUB_ACTIONS"])
def test_an_annotation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv(name, "true")
    preview.report([Diagnostic("100% bad\nnews", "a,b.py", 3, severity="warning"), Diagnostic("no")], "plain")
    annotations = [line for line in capsys.readouterr().err.splitlines() if line.startswith("::")]
    assert annotations == ["::warning file=a%2Cb.py,line=3::100%25 bad%0Anews", "::error::no"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_the_caret_is_below_its_character(source: str, data: st.DataObject) -> None:
    from rich.cells import cell_len

    column = data.draw(st.integers(1, len(source)))
    line, caret = preview.excerpt(source, column)
    # With zero-width characters, several positions are above the caret.
    places = [end for end in range(len(line) + 1) if cell_len(line[:end]) == len(caret) - 1]
    character = console.visible(source[column - 1].replace("\t", " "))[0]
    assert any(line[end:].startswith(character) for end in places)
    assert line.isprintable()


def test_a_line_of_any_length_is_shown_around_its_fault() -> None:
    source = "x" * 100_000 + "!" + "y" * 100_000
    line, caret = preview.excerpt(source, 100_001)
    assert len(line) == 102
    assert line[len(caret) - 1] == "!"


def test_steps_are_named_and_timed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = preview.steps()
    with step("Drawing"):
        time.sleep(0.03)
    assert capsys.readouterr().err.startswith("Drawing: 0.0")
    with preview.steps(quiet=True)("Drawing"):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with preview.steps()("Drawing [1]"):
        pass
    with pytest.raises(KeyError), preview.steps()("Writing"):
        raise KeyError
    assert "✗ Writing" in sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "✓ Drawing [1]" in sys.stderr.getvalue()  # type: ignore[attr-defined]
