"""Mistakes in templates that Jinja tells at another place, in its own words, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.writing.render import environment, render

PARENT = "\\BLOCK{ block title }T\\BLOCK{ endblock }\n\\BLOCK{ block dimensions }D\\BLOCK{ endblock }\n"
MACROS = r"""\BLOCK{ macro listed(items) }
\BLOCK{ for item in items }
\VAR{ item.latex }
\BLOCK{ endfor }
\BLOCK{ endmacro }
\BLOCK{ macro outer(items) }\VAR{ listed(items) }\BLOCK{ endmacro }
"""


@dataclass(frozen=True)
class _Answer:
    label: str = "a"
    latex: Latex = field(default_factory=lambda: Latex("x"))


def told(folder: Path, files: dict[str, str | bytes]) -> tuple[Diagnostic, ...]:
    """The errors of rendering t.tex.j2, one of the files."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    context = {"answer": _Answer(), "answers": (_Answer(), _Answer()), "rows": {"first": 1}, "number": 7}
    with pytest.raises(InputError) as caught:
        render(environment([folder]), "t.tex.j2", context)
    return caught.value.diagnostics


def place(fault: Diagnostic) -> tuple[str, int | None, int | None]:
    """File, line and column."""
    return Path(fault.file or "").name, fault.line, fault.column


def test_a_block_that_no_parent_has(tmp_path: Path) -> None:
    child = "\\BLOCK{ extends 'p.tex.j2' }\n\\BLOCK{ block dimensoins }Mine.\\BLOCK{ endblock }\n"
    (fault,) = told(tmp_path, {"p.tex.j2": PARENT, "t.tex.j2": child})
    assert place(fault) == ("t.tex.j2", 2, 15)
    assert "dimensoins" in fault.message
    assert fault.hint == "did you mean 'dimensions'?"


def test_a_block_of_a_grandparent_and_one_inside_of_another_are_used(tmp_path: Path) -> None:
    (tmp_path / "p.tex.j2").write_text(PARENT)
    (tmp_path / "q.tex.j2").write_text("\\BLOCK{ extends 'p.tex.j2' }\n")
    child = (
        "\\BLOCK{ extends 'q.tex.j2' }\n% a comment\n\\BLOCK{ set a = 1 }\n"
        "\\BLOCK{ block title }\\BLOCK{ block inner }I\\BLOCK{ endblock }\\BLOCK{ endblock }\n"
    )
    (tmp_path / "t.tex.j2").write_text(child)
    assert "I" in render(environment([tmp_path]), "t.tex.j2", {}).text


def test_text_outside_of_a_block(tmp_path: Path) -> None:
    child = "\\BLOCK{ extends 'p.tex.j2' }\n\n  My words.\n\\BLOCK{ block title }M\\BLOCK{ endblock }\n"
    (fault,) = told(tmp_path, {"p.tex.j2": PARENT, "t.tex.j2": child})
    assert place(fault) == ("t.tex.j2", 3, 3)


@pytest.mark.parametrize(
    ("content", "where", "words"),
    [
        ("Grüße\nschön".encode("latin-1"), (1, 3), "0xFC"),
        ("Text.\nschön".encode("latin-1"), (2, 4), "0xF6"),
        ("Text.\nx".encode("utf-16"), (1, 1), "UTF-16"),
        ("Text.\nx".encode("utf-16-le"), (1, 1), "UTF-16"),
    ],
)
def test_another_encoding_is_told_at_the_file_itself(
    tmp_path: Path, content: bytes, where: tuple[int, int], words: str
) -> None:
    files = {"t.tex.j2": "A.\n\\BLOCK{ include 'part.tex.j2' }\n", "part.tex.j2": content}
    (fault,) = told(tmp_path, files)
    assert place(fault) == ("part.tex.j2", *where)
    assert words in fault.message


def test_a_mark_of_utf_8_is_no_character(tmp_path: Path) -> None:
    (tmp_path / "t.tex.j2").write_bytes("Text.".encode("utf-8-sig"))
    assert render(environment([tmp_path]), "t.tex.j2", {}).text == "Text."


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"t.tex.j2": "x\n\\BLOCK{ include 't.tex.j2' }\n"}, ("t.tex.j2", 2)),
        ({"t.tex.j2": "\\BLOCK{ extends 't.tex.j2' }\n"}, ("t.tex.j2", 1)),
        (
            {"t.tex.j2": "\\BLOCK{ macro m() }\nx\\VAR{ m() }\n\\BLOCK{ endmacro }\n\\VAR{ m() }"},
            ("t.tex.j2", 2),
        ),
    ],
    ids=["include", "extends", "macro"],
)
def test_a_circle_is_told_where_it_closes(
    tmp_path: Path, files: dict[str, str | bytes], where: tuple[str, int]
) -> None:
    (fault,) = told(tmp_path, files)
    assert place(fault)[:2] == where
    assert "without end" in fault.message


@pytest.mark.parametrize("value", ["number", "none", "rows"])
@pytest.mark.parametrize("macro", ["listed", "outer"])
def test_a_macro_that_cannot_use_its_value_is_told_at_the_call(
    tmp_path: Path, macro: str, value: str
) -> None:
    template = f"\\BLOCK{{ import 'm.tex.j2' as set_ }}\nText.\n\nHere: \\VAR{{ set_.{macro}({value}) }}.\n"
    (fault,) = told(tmp_path, {"m.tex.j2": MACROS, "t.tex.j2": template})
    assert place(fault)[:2] == ("t.tex.j2", 4)
    assert "m.tex.j2:" in fault.notes[0]


def test_a_misspelt_attribute_inside_of_a_macro_is_told_there(tmp_path: Path) -> None:
    macros = "\\BLOCK{ macro shown(a) }\n\\VAR{ a.latx }\n\\BLOCK{ endmacro }\n"
    template = "\\BLOCK{ import 'm.tex.j2' as set_ }\n\\VAR{ set_.shown(answer) }\n"
    (fault,) = told(tmp_path, {"m.tex.j2": macros, "t.tex.j2": template})
    assert place(fault) == ("m.tex.j2", 2, 9)
    assert "t.tex.j2:2" in fault.notes[0]


@pytest.mark.parametrize(
    ("template", "hint"),
    [
        ("\\VAR{ answer.zzz }", "it has label, latex"),
        ("\\VAR{ rows.zzz }", "it has first"),
        ("\\VAR{ answers[5].latex }", "elements are 0 to 1"),
    ],
)
def test_an_unknown_attribute_lists_what_there_is(tmp_path: Path, template: str, hint: str) -> None:
    (fault,) = told(tmp_path, {"t.tex.j2": template})
    assert fault.hint == hint


@pytest.mark.parametrize(
    ("template", "where", "words"),
    [
        ("a\n\\BLOCK if answer }b\\BLOCK{ endif }", (2, 1), "\\BLOCK without its {"),
        ("a \\VAR{ answer.latex \\textbf{b}", (1, 7), "never closed"),
        ("\\BLOCK{ for a in answers }\n\\BLOCK{ if a }\nx\n\\BLOCK{ endfor }", (2, 1), "never ended"),
        ("x\n\\BLOCK{ endif }", (2, 1), "nothing to end"),
        ("\\BLOCK{ if a }x\\BLOCK{ endif }\n\\BLOCK{ else }", (2, 1), "nothing to follow"),
        ("a\nb \\BLOCK{ fi a }x\\BLOCK{ endif }", (2, 11), "no statement 'fi'"),
        ("a \\VAR{ answer..latex }", (1, 3), "expected"),
        ("a \\VAR{ answer | upperr }", (1, 18), "No filter"),
    ],
)
def test_a_broken_tag_is_told_at_its_column(
    tmp_path: Path, template: str, where: tuple[int, int], words: str
) -> None:
    (fault,) = told(tmp_path, {"t.tex.j2": template})
    assert place(fault)[1:] == where
    assert words in fault.message


INLINE = r"""Rows:
\BLOCK{ for a in answers }
First \BLOCK{ if loop.first }one\BLOCK{ elif loop.last }last\BLOCK{ else }more\BLOCK{ endif }, then.
\BLOCK{ if a.label }
Only \BLOCK{ for b in answers }\VAR{ b.latex }\BLOCK{ endfor }.
\BLOCK{ endif }
\BLOCK{ endfor }
\BLOCK{ if answers }
\BLOCK{ for c in answers }Here \BLOCK{ if c.label }x\BLOCK{ endif } words,
and \BLOCK{ if c.latex }y\BLOCK{ endif } more.\BLOCK{ endfor }
\BLOCK{ endif }
"""


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        (r"\BLOCK{ if loop.first }", 3),
        (r"\BLOCK{ endif }, then", 3),
        (r"\BLOCK{ for b in answers }", 5),
        (r"\BLOCK{ endfor }.", 5),
        (r"\BLOCK{ if a.label }", 6),
        ("\\BLOCK{ endfor }\n\\BLOCK{ if answers", 2),
    ],
)
def test_a_statement_that_lost_its_partner_is_told_where_it_stands(
    tmp_path: Path, tag: str, line: int
) -> None:
    """One inside of a line has its partner there; one on a line of its own has it on another such line."""
    start = INLINE.rindex(tag)
    end = start + tag.index("}") + 1
    (fault,) = told(tmp_path, {"t.tex.j2": INLINE[:start] + INLINE[end:]})
    assert fault.line == line


USING = r"""\BLOCK{ macro labelled(it) }
\VAR{ it.label }
\VAR{ it }
\BLOCK{ endmacro }
"""


@pytest.mark.parametrize("value", ["none", "number", "missing", "answers[0].nosuch", "answers[7]", "'text'"])
def test_a_wrong_value_for_a_macro_is_told_at_its_caller(tmp_path: Path, value: str) -> None:
    text = f"\\BLOCK{{ import 'm.tex.j2' as m }}\nWords.\n\\VAR{{ m.labelled({value}) }}\n"
    (fault,) = told(tmp_path, {"m.tex.j2": USING, "t.tex.j2": text})
    assert place(fault)[:2] == ("t.tex.j2", 3)
    assert "numerator" not in (fault.hint or "")


def test_no_value_to_insert_is_the_callers_fault(tmp_path: Path) -> None:
    macros = "\\BLOCK{ macro plain(it) }\n\\VAR{ it }\n\\BLOCK{ endmacro }\n"
    text = "\\BLOCK{ import 'm.tex.j2' as m }\n\\VAR{ m.plain(none) }\n"
    (fault,) = told(tmp_path, {"m.tex.j2": macros, "t.tex.j2": text})
    assert place(fault)[:2] == ("t.tex.j2", 2)
    assert any("in the macro at" in note and note.endswith("m.tex.j2:2") for note in fault.notes)


@pytest.mark.parametrize(
    "value", ["'x' * 10**9", "10**9 * 'x'", "[1, 2] * 10**8", "range(10**9) | list", "range(10**30) | length"]
)
def test_a_value_beyond_all_bounds_is_refused_before_it_is_made(tmp_path: Path, value: str) -> None:
    (fault,) = told(tmp_path, {"t.tex.j2": f"Words.\n\\VAR{{ {value} }}\n"})
    assert fault.line == 2
    assert "grew beyond" in fault.message or "too long" in fault.message


@pytest.mark.parametrize(
    ("template", "column", "words", "hint"),
    [
        ("a \\VAR{ number } \\VAR{ 'x' | number }", 18, "number: a number is needed, not a text", None),
        ("\\VAR{ number } \\VAR{ 1 + 'x' }", 16, "+ is not defined for a number and a text", "joined by ~"),
        ("\\VAR{ number } \\VAR{ answer() }", 16, "an Answer cannot be called", "parentheses"),
        ("\\VAR{ 'a' | date } \\VAR{ number }", 1, "date: a text is not what it takes", None),
        ("\\VAR{ number }\\BLOCK{ for x in number }x\\BLOCK{ endfor }", 15, "no elements", None),
        ("\\VAR{ 1 }\\BLOCK{ for a, b in rows }x\\BLOCK{ endfor }", 10, "more values than", "items()"),
        ("\\BLOCK{ if number }y\\BLOCK{ endif }\\VAR{ 1 / 0 }", 36, "divides by zero", None),
        ("\\VAR{ number } \\VAR{ answers | sum }", 16, "sum: + is not defined", "joined"),
        ("%% for x in number\nx\n%% endfor", 1, "no elements", None),
        ("\\VAR{ 1 } \\VAR{ '王' }", 11, "cannot set '王'", "--engine"),
        ("\\VAR{ answer }", 1, "this is an Answer, not a text", "label, latex"),
        ("\\BLOCK{ macro m() }\\BLOCK{ endmacro }\\VAR{ m }", 38, "'m' is a macro", "call it"),
        ("\\VAR{ 'abc }", 1, "a quote is never closed", None),
        ("\\VAR{ }", 1, "no value in this tag", None),
        ("\\VAR{{ number }}", 5, "{{ ... }} is no tag", "\\VAR{ ... }"),
        ("\\BLOCK{ if number = 7 }x\\BLOCK{ endif }", 1, "expected token '}', got '='", "== compares"),
        ("\\BLOCK{ if number && 7 }x\\BLOCK{ endif }", 1, "'&' has no meaning", "and, or, not"),
        ("\\VAR{ [a for a in rows] }", 1, "got 'for'", "| map"),
        ("%% for x in answers\nx\n", 1, "never ended", "endfor"),
        ("%% fro x in answers\nx\n", 4, "no statement 'fro'", "one % begins a comment"),
        ("\\#{ a comment\n\\BLOCK{ if number }x\\BLOCK{ endif }", 1, "comment runs into", "closing }"),
        ("Text: {{ answer.latex }}.", 7, "{{ ... }} is no tag", "\\VAR{ ... }"),
        ("{% if number %}x{% endif %}", 1, "{% ... %} is no tag", "\\BLOCK{ ... }"),
        ("\\VAR{ number | upper }", 16, "No filter named 'upper'", "there are abs"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words_at_its_tag(
    tmp_path: Path, template: str, column: int, words: str, hint: str | None
) -> None:
    (fault,) = told(tmp_path, {"t.tex.j2": template})
    assert (fault.line, fault.column) == (1, column)
    assert words in fault.message
    assert (hint or "") in (fault.hint or "")


def test_braces_and_comments_of_tex_are_no_tags(tmp_path: Path) -> None:
    text = (
        "${{n}}^{{ x }}$ % {{ answer.latex }}\n{\\bf {a}} 50\\% {%\nx}\\BLOCK{ set it }a\\BLOCK{ endset }\n"
    )
    (tmp_path / "t.tex.j2").write_text(text)
    assert "{{n}}" in render(environment([tmp_path]), "t.tex.j2", {}).text


def test_an_attribute_cannot_be_set_and_its_line_is_told(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, {"t.tex.j2": "a\n\\VAR{ number }\nb\n\\BLOCK{ set answer.label = 1 }\n"})
    assert place(fault)[:2] == ("t.tex.j2", 4)
