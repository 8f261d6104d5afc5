"""A failed check withdraws the answer: in the headline, in JSON, and in the exit code."""

import json

import pytest
from click.testing import CliRunner

from backproof.answer import Check
from backproof.commands.questions.dimension import command
from backproof.spaces.checking import verify as judging

ASKED = [
    (["--span", "exp(x), exp(2*x), 3*exp(x)"], 3),
    (["--span", "[1, 2], [2, 4]"], 2),
    (["--null-space", "[[1, 2, 3], [2, 4, 6]]"], 3),
    (["--span", "[t, 1], [1, t]"], 2),
    (["--intersection", "[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]"], 4),
]


def failing(dimension):
    """A judge whose check always fails."""
    yield Check("a planted check", dimension.space.text, 1.0, 0.0, "0", "1")


@pytest.mark.parametrize(("arguments", "given"), ASKED)
def test_no_number_where_a_check_fails(monkeypatch, arguments, given):
    right = CliRunner().invoke(command, arguments)
    assert right.exit_code == 0
    before = judging._judges
    monkeypatch.setattr(judging, "_judges", lambda *given: (*before(*given), failing))
    shown = CliRunner().invoke(command, arguments)
    assert shown.exit_code == 1
    headline = shown.output.splitlines()[0]
    assert " is between " in headline
    assert " = " not in headline.partition("}")[2]
    assert "Note: a check failed: a planted check" in shown.output
    found = json.loads(CliRunner().invoke(command, [*arguments, "--format", "json"]).output)
    assert found["dimension"] is None
    assert 0 <= found["at_least"] < found["at_most"] <= given
    assert found["answer"]["text"].startswith("between")
    assert found["steps"][-1]["text"].endswith(found["answer"]["text"])
    assert "boxed" in CliRunner().invoke(command, [*arguments, "--format", "latex"]).output
