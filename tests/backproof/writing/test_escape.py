"""Data is set as it is, or refused by name; only the type `Latex` is markup."""

import string

import pytest
from markupsafe import Markup

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.writing.escape import UNICODE, concatenated, escape, using


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("50% of R&D #1 costs $5", r"50\% of R\&D \#1 costs \$5"),
        ("a_b^c~d", r"a\_b\textasciicircum{}c\textasciitilde{}d"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("it's `so`", r"it\textquotesingle{}s \textasciigrave{}so\textasciigrave{}"),
        ('"<|>"', r"\textquotedbl{}\textless{}\textbar{}\textgreater{}\textquotedbl{}"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("x-", "x-{}"),
        ("*a*", "{*}a*"),
        ("[1]", "{[}1{]}"),
        ("one\n\n\ttwo", "one   two"),
        ("e\u0301", "é"),
        (3.5, "3.5"),
    ],
)
def test_text_becomes_latex_that_sets_it(text: object, latex: str) -> None:
    assert escape(text) == latex


def test_no_ascii_text_leaves_an_active_character() -> None:
    for character in string.printable:
        set_by = str(escape(f"x{character}x"))[1:-1]
        assert set_by in {character, " "} or set_by.startswith(("\\", "{")) or set_by == "-"


def test_latex_is_left_alone_and_data_beside_it_is_escaped() -> None:
    assert escape(Latex(r"\alpha")) == r"\alpha"
    assert concatenated(["&", Latex("&"), 1]) == r"\&&1"
    assert isinstance(concatenated(["&"]), Latex)


def test_operations_on_latex_give_data() -> None:
    latex = Latex(r"\alpha")
    for result in (
        latex + latex,
        latex.strip() + " ",
        latex[:3],
        latex.upper(),
        f"{latex}",
        " ".join([latex]),
    ):
        assert type(result) is str
        assert escape(result).startswith(r"\textbackslash{}")


def test_html_that_is_safe_for_a_browser_is_data_here() -> None:
    assert escape(Markup("<b>&</b>")) == escape("<b>&</b>")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Wang 小明", "'小' (CJK UNIFIED IDEOGRAPH-5C0F, U+5C0F), character 6 of 'Wang 小明'"),
        ("a\u200bb", "ZERO WIDTH SPACE (U+200B), character 2 of 'a\\u{200b}b'"),
        ("ok\nx\u0304", "COMBINING MACRON (U+0304), character 2 of line 2"),
        ("\ud800", "lone surrogate (U+D800)"),
        ("\x07", "control character (U+0007)"),
        ("שלום", "HEBREW LETTER SHIN"),
        ("🎉", "PARTY POPPER"),
    ],
)
def test_a_character_without_a_glyph_is_named_with_its_place(text: str, named: str) -> None:
    with pytest.raises(InputError) as caught:
        escape(text)
    assert named in str(caught.value)
    assert caught.value.diagnostics[0].hint


def test_a_unicode_engine_takes_every_script_but_nothing_invisible() -> None:
    with using(UNICODE):
        assert escape("王小明 & co") == r"王小明 \& co"
        with pytest.raises(InputError, match="ZERO WIDTH"):
            escape("\u200b")
    with pytest.raises(InputError):
        escape("王")
