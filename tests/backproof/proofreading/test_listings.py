"""Listings in print are held against files and outputs, line by line and character by character."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from backproof.answer import Answer, Latex, Solution
from backproof.observations.excerpt import telling_rows
from backproof.proofreading.formulas import read
from backproof.proofreading.listings import judge, judge_claim
from backproof.writing.listing import listing, verbatim

OUTPUT = (
    "loss -0.5\n\nstep  value\n" + "".join(f"{k:4d}  {-1.5 / (k + 1):.3e}\n" for k in range(30)) + "done\n"
)
SCRIPT = "import numpy as np\n\n\ndef f(x):\n\treturn -x @ x  # naïve\n\n\nprint(f(np.arange(3)))\n"


def answer(text: str) -> Answer:
    latex = Latex("x")
    return Answer("q1a", "", 1, latex, text, checks=(), summary=latex)


def told(latex: str, output: str = OUTPUT, **claim: Any) -> Sequence[str]:
    """The faults of a part that shows some LaTeX, by what its runs have printed."""
    page = read(rf"\begin{{document}}\section{{Q}}\label{{part:q1a}}{latex}", 1)
    stated = {"kind": "observations", "script": "a.py", "output": output, **claim}
    return [fault.message for fault in judge_claim(answer(output), stated, page)]


@pytest.mark.parametrize(
    "output",
    [
        OUTPUT,
        "\n\nafter blanks   \n\nbefore blanks\n\n",
        "x" * 200 + " -- " + "<>" * 80,
        "\ttab\t-1\n\x1b[31mred\x1b[0m \x07 a\rb\x0cc",
        "e\u0301 é ² × ,, -- !! ?? ~ ^ ` ' \" | \\ {x} $ & # % _ [y] <z>\n* a",
        "...\n  ...\n1 ...\n2 ...\n3 ...\n",
        "²\n×\n",
    ],
)
def test_what_a_run_printed_passes(output: str) -> None:
    assert told(verbatim(output), output, shown=1) == []
    assert told(verbatim(telling_rows(output.rstrip("\n"))), output, shown=1) == []


@pytest.mark.parametrize(
    "shown",
    [
        OUTPUT.replace("-0.5", "0.5"),
        OUTPUT.replace("loss -0.5\n", ""),
        OUTPUT.replace("done\n", ""),
        OUTPUT.replace("done", "done\ndone"),
        OUTPUT.replace("   7  ", "   8  "),
        OUTPUT.replace("   7  ", "  77  "),
        "".join(OUTPUT.splitlines(keepends=True)[:10]),
        "".join(OUTPUT.splitlines(keepends=True)[3:]),
        "".join(sorted(OUTPUT.splitlines(keepends=True))),
        telling_rows(OUTPUT).replace("   0", "   1"),
        telling_rows(OUTPUT).replace("...", ""),
        "",
    ],
)
def test_an_output_with_another_line_is_told(shown: str) -> None:
    assert told(verbatim(shown), shown=1)


def test_outputs_are_those_of_the_runs_in_order() -> None:
    both = "a\n\n\nb\n"
    assert told(verbatim("a\n") + verbatim("b\n"), both, shown=2) == []
    assert told(verbatim("b\n") + verbatim("a\n"), both, shown=2)
    assert told(verbatim("a\n"), both, shown=2)
    assert told(verbatim("a\n") + verbatim("a\n"), both, shown=2)
    assert told(verbatim(both), both, shown=0)


def test_lines_of_a_file_are_those_that_are_claimed() -> None:
    whole, function = listing(SCRIPT.rstrip("\n")), listing("def f(x):\n\treturn -x @ x  # naïve", 4)
    assert told(whole, "", listed=[[1, 8]]) == []
    assert told(function, "", listed=[[4, 5]]) == []
    assert told(function, "", listed=[[4, 5], [8, 8]])
    assert told(whole, "", listed=[[4, 5]])
    assert told("", "", listed=[[4, 5]])


@pytest.mark.parametrize(
    ("shown", "is_right"),
    [
        (listing(SCRIPT.rstrip("\n")), True),
        (listing("def f(x):\n\treturn -x @ x  # naïve", 4), True),
        (listing("def f(x):\n\treturn -x @ x  # naïve", 5), False),
        (listing("def f(x):\n\treturn x @ x  # naïve", 4), False),
        (listing("def f(x):\n\treturn -x * x  # naïve", 4), False),
        (listing("def f(x):\n  return -x @ x  # naïve", 4), False),
        (listing(SCRIPT.rstrip("\n").replace("\n\n", "\n")), False),
    ],
)
def test_lines_of_a_file_are_read_character_by_character(shown: str, is_right: bool) -> None:
    page = read(rf"\begin{{document}}\section{{Q}}\label{{part:q1a}}{shown}", 1)
    solution = Solution("q1", 1, "", "", (answer(""),), files={"a.py": SCRIPT})
    assert (list(judge(page, [solution])) == []) == is_right
    function = "def f(x):\n\treturn -x @ x  # naïve\n"
    claimed = read(rf"\begin{{document}}\section{{Q}}\label{{part:q1a}}{listing(function.rstrip())}", 1)
    assert list(judge_claim(answer(function), {"kind": "script"}, claimed)) == []
    other = answer(function.replace("-x", "x"))
    assert list(judge_claim(other, {"kind": "script"}, claimed))
