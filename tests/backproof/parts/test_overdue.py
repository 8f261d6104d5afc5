"""A part that no limit of its kind stops ends with one line at its place."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from backproof.diagnostic import Diagnostic, InputError
from backproof.kinds.determinant import part as determinants
from backproof.parts import solver
from backproof.parts.overdue import OverdueError, within
from backproof.terms.lone import load_parts

TIMER = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer of the processor")
PART = '\n\n[[questions.parts]]\nkind = "determinant"\nmatrix = [[1, 2], [3, 4]]\n'


def busy(*_: object) -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:
            continue


@TIMER
def test_a_computation_is_stopped_and_one_after_it_is_not() -> None:
    with pytest.raises(OverdueError), within(0.05):
        busy()
    with within(5):
        assert sum(range(1000)) == 499500
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL


@TIMER
def test_a_part_that_takes_too_long_is_told_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "part.toml").write_text(PART, encoding="utf-8")
    term, (part,) = load_parts(tmp_path / "part.toml")
    monkeypatch.setattr(determinants, "solve", busy)
    monkeypatch.setattr(solver, "_SECONDS", 0.05)
    with pytest.raises(InputError, match=r"part\.toml:3:1: error: the answer takes too long to be computed"):
        solver.solve_part(part, term)


def test_a_fault_without_a_place_is_told_at_the_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise InputError(Diagnostic("the result is nested too deeply"))

    (tmp_path / "part.toml").write_text(PART, encoding="utf-8")
    term, (part,) = load_parts(tmp_path / "part.toml")
    monkeypatch.setattr(determinants, "solve", refused)
    with pytest.raises(InputError, match=r"part\.toml:3:1: error: the result is nested too deeply"):
        solver.solve_part(part, term)
