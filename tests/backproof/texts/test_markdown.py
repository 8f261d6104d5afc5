"""Markdown of texts: what each mark becomes, and where faults are told."""

import pytest

from backproof.answer import Latex
from backproof.building.plain_data import dumps, loads, plain
from backproof.diagnostic import InputError
from backproof.terms.reading import Source
from backproof.texts.markdown import read
from backproof.texts.prose import (
    Block,
    Code,
    CodeBlock,
    Display,
    Emphasis,
    Formula,
    LineBreak,
    Link,
    List,
    Paragraph,
    Picture,
    Prose,
    Quotation,
    Strong,
    Table,
    Words,
)
from backproof.writing.prose import prose, prose_inline


def words(text: str) -> Paragraph:
    return Paragraph((Words(text),))


X = Formula(Latex("x"), "x")


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("  \n\n ", ()),
        ("one\ntwo\n\nthree", (words("one two"), words("three"))),
        ("*a* `c_d`", (Paragraph((Emphasis((Words("a"),)), Words(" "), Code("c_d"))),)),
        ("**b**", (Paragraph((Strong((Words("b"),)),)),)),
        ("a $x$, *$x$*", (Paragraph((Words("a "), X, Words(", "), Emphasis((X,)))),)),
        ("2$x$2", (Paragraph((Words("2"), X, Words("2"))),)),
        (r"\$5 and \$6", (words("$5 and $6"),)),
        ("`$5`", (Paragraph((Code("$5"),)),)),
        ("a\\\nb", (Paragraph((Words("a"), LineBreak(), Words("b"))),)),
        ("it's \"so\"", (words("it’s “so”"),)),
        ("[a](https://b.org/c_d)", (Paragraph((Link("https://b.org/c_d", (Words("a"),)),)),)),
        ("<mailto:a@b.org>", (Paragraph((Link("mailto:a@b.org", (Words("mailto:a@b.org"),)),)),)),
        ("- a\n- b", (List(((words("a"),), (words("b"),))),)),
        ("3. a\n4. b", (List(((words("a"),), (words("b"),)), True, 3),)),
        ("- a\n  1. b", (List(((words("a"), List(((words("b"),),), True)),)),)),
        ("> a\n>\n> b", (Quotation((words("a"), words("b"))),)),
        ("```python\nx = 1\n```", (CodeBlock("x = 1", "python"),)),
        ("    x = 1", (CodeBlock("x = 1"),)),
        ("$$x$$", (Display(Latex("x"), "x"),)),
        ("$$\nx\n$$", (Display(Latex("x"), "x"),)),
        ("a\n$$x$$\nb", (words("a"), Display(Latex("x"), "x"), Paragraph((Words("b"),), True))),
        ("a\n\n$$x$$\n\nb", (words("a"), Display(Latex("x"), "x"), words("b"))),
        ("a $$x$$ b", (words("a "), Display(Latex("x"), "x"), Paragraph((Words(" b"),), True))),
        ("- a\n  $$x$$\n- b", (List(((words("a"), Display(Latex("x"), "x")), (words("b"),))),)),
        ('![a](d.png "What it\n  shows.")', (Picture("d.png", (Words("a"),), "What it shows."),)),
        ("![a *b*](c/d.png)", (Picture("c/d.png", (Words("a "), Emphasis((Words("b"),)))),)),
        (
            "| a | b |\n|:-:|--:|\n| $x$ | *c* |\n| d |",
            (
                Table(
                    ("center", "right"),
                    ((Words("a"),), (Words("b"),)),
                    (((X,), (Emphasis((Words("c"),)),)), ((Words("d"),), ())),
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_marks_become_blocks(text: str, blocks: tuple[Block, ...]) -> None:
    found = read(text)
    assert found == Prose(blocks)
    kept = loads(dumps(plain(found)))
    assert prose(kept) == prose(found)
    assert kept.is_empty is (not blocks)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a $x^2^3$ b", 1, 7),
        (r"a $\foo$", 1, 4),
        ("one\n   two $\\foo$", 2, 9),
        ("*a* **b $\\foo$**", 1, 10),
        ("> a\n> $\\foo$", 2, 4),
        ("- a\n\n  b $\\foo$", 3, 6),
        ("1. a\n   - b $\\foo$", 2, 9),
        ("a\n$$\nx +\n  \\foo\n$$", 4, 3),
        ("$$\\foo$$", 1, 3),
        ("a $$ \\foo $$", 1, 6),
        ("> $$\n> \\foo\n> $$", 2, 3),
        ("| a | b |\n|---|---|\n| $x$ | $\\foo$ |", 3, 10),
        ("| a | $\\foo$ |\n|---|---|", 1, 8),
        ("| $\\foo$ | $\\foo$ |\n|---|---|", 1, 4),
        ("![a $\\foo$](b.png)", 1, 6),
        ("[a $\\foo$](http://b.org)", 1, 5),
        ("a $5", 1, 3),
        ("a $5 b $6", 1, 3),
        ("a\nb $ x $", 2, 3),
        ("# a", 1, 1),
        ("a\n\nb\n---", 3, 1),
        ("a\n\n***", 3, 1),
        ("a\n\n<div>\n", 3, 1),
        ("a <b>c</b>", 1, 3),
        ("a <!-- b -->", 1, 3),
        ("a [b](javascript:x)", 1, 3),
        ("a [b](file:///etc/passwd)", 1, 3),
        ("a [b](data:text/html,x)", 1, 3),
        ("a [b](c.html)", 1, 3),
        ("a ![b](c.png)", 1, 3),
        ("![b](http://c.org/d.png)", 1, 1),
        ("![b](../d.png)", 1, 1),
        ("![b](/d.png)", 1, 1),
        ("![b](d.svg)", 1, 1),
        ("![b](d}.png)", 1, 1),
        ("a\n![b](c.tex)", 2, 1),
        ("*a $$x$$*", 1, 4),
        ("```nosuchlanguage\nx\n```", 1, 1),
        ("a\u200bb", 1, 2),
        ("a\n\u202eb", 2, 1),
        ("- a\n- - - - - b", 2, 1),
    ],
)
def test_a_fault_is_told_at_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(InputError) as refused:
        read(text)
    (found,) = refused.value.diagnostics
    assert (found.line, found.column) == (line, column), str(found)


def test_a_fault_is_told_in_the_term_file() -> None:
    source = Source("a.toml", "title = 1\ntext = '''\nOne\n  $x^2^3$'''\n")
    with pytest.raises(InputError) as refused, source.locating(("text",)):
        read("One\n  $x^2^3$")
    assert str(refused.value.diagnostics[0]).startswith("a.toml:4:7: ")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("", ""),
        ("50% & a_b", r"50\% \& a\_b"),
        (r"\\input{x} ^^5c", r"\textbackslash{}input\{x\} \textasciicircum{}\textasciicircum{}5c"),
        ("a $x$ *b*", r"a $x$ \emph{b}"),
        ("a\n$$x$$\nb\n\nc", "a\n\\shown{x}\nb\n\nc"),
        ("3. a\n   1. b\n   7. c", None),
        ("> a", "\\begin{quote}\na\n\\end{quote}"),
        ("<http://a.b/~c_d%20#e>", None),
    ],
)
def test_texts_are_escaped_and_set(text: str, latex: str | None) -> None:
    written = prose(read(text))
    assert isinstance(written, Latex)
    if latex is not None:
        assert written == (f"%authored\n{latex}\n%end authored\n" if latex else "")


def test_one_paragraph_is_set_within_a_line() -> None:
    assert prose_inline(read("a *b*")) == "%authored\na \\emph{b}%end authored\n"
    assert prose_inline(read("")) == ""
    with pytest.raises(InputError, match="more than one paragraph"):
        prose_inline(read("a\n\nb"))
    with pytest.raises(InputError, match="read from Markdown"):
        prose("a")
