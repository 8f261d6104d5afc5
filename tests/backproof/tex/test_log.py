"""The logs of the three engines, and which faults follow from which."""

import pytest

from backproof.faults.cascades import causes
from backproof.faults.lines import Lines
from backproof.faults.locate import locate
from backproof.tex.log import Entry, pages, read_log


def only(log: str) -> Entry:
    (entry,) = read_log(log)
    return entry


@pytest.mark.parametrize(
    ("log", "kind", "summary", "line"),
    [
        (
            "./report.tex:12: Undefined control sequence.\nl.12 Then \\grdient\n                   here\n",
            "error",
            r"undefined control sequence \grdient",
            12,
        ),
        (
            "LaTeX Warning: Reference `eq:x' on page 1 undefined on input line 31.\n",
            "undefined reference",
            "undefined reference 'eq:x'",
            31,
        ),
        (
            "./report.tex:7: Missing character: There is no 王 (U+738B) in font lmroman10-regular!\nl.7 王\n",
            "missing character",
            "the font lmroman10-regular has no character 王 U+738B",
            7,
        ),
        (
            "./report.tex:7: Missing character: There is no ^^fa in font cmmi10!.\nl.7 x\n",
            "missing character",
            "the font cmmi10 has no character ^^fa",
            7,
        ),
        (
            "Overfull \\hbox (45.1pt too wide) in paragraph at lines 9--12\n\\T1/lmr/m/n/10 some words []\n",
            "overfull box",
            "45.1pt too wide for its box",
            9,
        ),
        (
            "! LaTeX Error: File `lost.pdf' not found: using draft.\n\nl.8 \\includegraphics{lost.pdf}\n",
            "missing file",
            "there is no file 'lost.pdf'",
            8,
        ),
        (
            "./report.tex:5: Package amsmath Error: Multiple \\label's:\n"
            "(amsmath)                label 'a' will be lost.\nl.5 \\label{b}\n",
            "error",
            r"multiple \label's: label 'a' will be lost",
            5,
        ),
        (
            "### simple group (level 1) entered at line 14 ({)\n",
            "error",
            "{ is never closed",
            14,
        ),
    ],
)
def test_a_fault_is_read_with_its_line(log: str, kind: str, summary: str, line: int) -> None:
    entry = only(log)
    assert (entry.kind, entry.summary, entry.line) == (kind, summary, line)


def test_what_is_within_tolerance_and_what_is_no_fault_is_not_reported() -> None:
    log = (
        "Overfull \\hbox (0.7pt too wide) in paragraph at lines 9--12\n"
        "Underfull \\hbox (badness 10000) in paragraph at lines 1--2\n"
        "LaTeX Font Warning: Size substitutions with differences\n"
        "Output written on report.pdf (12 pages, 34567 bytes).\n"
    )
    assert read_log(log) == ()
    assert pages(log) == 12


def test_an_emergency_stop_is_reported_only_where_nothing_else_is() -> None:
    stop = "! Emergency stop.\n*** (job aborted, no legal \\end found)\n!  ==> Fatal error occurred\n"
    assert only(stop).message == r"there is no \end{document}"
    undefined = "./report.tex:3: Undefined control sequence.\nl.3 \\foo\n"
    assert only(undefined + "! Emergency stop.\n").detail == r"\foo"


DOCUMENT = r"""First line.

\begin{align}
  a &= x^a^b \\
  c &= d
\end{align}

Last \textbf{open

line.
"""


def where(entry: Entry) -> tuple[int, int]:
    lines = Lines.of(DOCUMENT)
    index = locate(entry, lines)
    assert index is not None
    number = lines.number(index)
    return number, index - lines.start(number) + 1


def test_a_fault_inside_of_an_argument_is_found_where_the_argument_stands() -> None:
    read = r" a &= x^a^"
    entry = Entry("error", "Double superscript", 6, before=r"\end{align}", contexts=(read,))
    assert where(entry) == (4, 11)


def test_a_runaway_argument_is_found_where_it_began() -> None:
    entry = Entry("error", r"Paragraph ended before \text@command was complete", 9, argument="{open ")
    assert where(entry) == (8, 13)


def test_faults_of_one_paragraph_that_follow_from_the_first_are_left_out() -> None:
    text = "a_b c}\n\nd_e\n\nx & y\n"
    found = [
        Entry("error", "Missing $ inserted", 1),
        Entry("error", "Extra }, or forgotten $", 1),
        Entry("error", "Missing $ inserted", 2),
        Entry("error", "Missing $ inserted", 3),
        Entry("error", "Misplaced alignment tab character &", 5),
    ]
    assert [entry.line for entry in causes(found, Lines.of(text))] == [1, 3, 5]
