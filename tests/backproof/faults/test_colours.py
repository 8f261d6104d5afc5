"""A colour whose value is not of its model is told at the value, and nothing of xcolor's macros."""

from __future__ import annotations

import pytest

from backproof.faults.cascades import without_consequences
from backproof.faults.colours import malformed
from backproof.faults.lines import Lines
from backproof.tex.log import Entry

# The mark ^ stands before the characters that are named.
WRONG = {
    r"\definecolor{x}{RGB}{^1B4F9C}": (r"three whole numbers", r"\definecolor{x}{HTML}{1B4F9C}"),
    r"\definecolor{x}{HTML}{^27,79,156}": ("six hexadecimal digits", r"\definecolor{x}{RGB}{27,79,156}"),
    r"\definecolor{x}{HTML}{^12}": ("six hexadecimal digits", r"\definecolor{x}{HTML}{1B4F9C}"),
    r"\definecolor{x}{rgb}{^0.1,0.2}": ("three numbers from 0 to 1", r"\definecolor{x}{rgb}{0.5,0.5,0.5}"),
    r"\providecolor{x}{^HSV}{1,1,1}": ("there is no model 'HSV'", "rgb"),
}
RIGHT = (
    r"\definecolor{x}{RGB}{27, 79,156}",
    r"\definecolor{x}{rgb}{.1,0.25,1}",
    r"\definecolor{x}{gray}{0.5}",
    r"\definecolor{x}{HTML}{1b4F9c}",
    r"\newcommand{\tint}[1]{\definecolor{x}{HTML}{#1}}",
    r"% \definecolor{x}{RGB}{1B4F9C}",
)


def _document(line: str) -> Lines:
    return Lines.of(
        f"\\documentclass{{article}}\n{line}\n\\begin{{document}}\n\\textcolor{{x}}{{a}}\n\\end{{document}}\n"
    )


@pytest.mark.parametrize("marked", WRONG)
def test_the_value_is_named_with_one_that_works(marked: str) -> None:
    lines = _document(marked.replace("^", ""))
    of_xcolor = Entry("error", r"Paragraph ended before \XC@cnv@RGB was complete", 4)
    undefined = Entry("error", "Undefined color 'x'", 4, detail="x")
    fault = malformed([of_xcolor], lines)
    assert fault
    assert fault.at == len("\\documentclass{article}\n") + marked.index("^")
    message, hint = WRONG[marked]
    assert message in fault.message
    assert hint in (fault.hint or "")
    (told,) = without_consequences([of_xcolor, undefined], fault, lines)
    assert told.message == fault.message


@pytest.mark.parametrize("line", RIGHT)
def test_a_colour_that_is_right_is_not_named(line: str) -> None:
    assert (
        malformed([Entry("error", "Undefined control sequence", 2, detail=r"\XC@x")], _document(line)) is None
    )


def test_another_error_is_not_taken_for_a_colours() -> None:
    lines = _document(r"\definecolor{x}{rgb}{0.1,0.2}")
    assert malformed([Entry("error", "Undefined control sequence", 4, detail=r"\nosuch")], lines) is None
