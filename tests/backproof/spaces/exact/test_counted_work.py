"""Questions that sympy could work on for minutes end: proved, or open with the reason."""

from __future__ import annotations

import cProfile
import sys
from contextlib import suppress

import pytest
import sympy

from backproof.spaces.dimension import dimension
from backproof.spaces.exact.counted_work import limited
from backproof.spaces.exact.exact import TooLongError, normal
from backproof.spaces.linear.vectors import span_columns
from backproof.spaces.parameters import undecided


def _called(times: int) -> int:
    total = 0
    for number in range(times):
        total = _plus(total, number)
    return total


def _plus(left: int, right: int) -> int:
    return left + right


def test_a_long_computation_is_stopped_and_a_short_one_is_not() -> None:
    assert limited(lambda: _called(100), 10_000) == 4950
    with pytest.raises(TooLongError):
        limited(lambda: _called(100_000), 1000)


def test_the_same_work_always_has_the_same_length() -> None:
    def ends(limit: int) -> bool:
        try:
            return limited(lambda: sum(_called(5) for _ in range(20)), limit) == 200
        except TooLongError:
            return False

    least = next(limit for limit in range(2000) if ends(limit))
    assert [ends(least - 1), ends(least)] == [False, True]


def test_a_computation_inside_adds_to_the_outer_one() -> None:
    with pytest.raises(TooLongError):
        limited(lambda: [limited(lambda: _called(200), 1_000_000) for _ in range(100)], 5000)


def test_a_handler_on_the_way_does_not_continue_the_computation() -> None:
    def stubborn() -> None:
        while True:
            with suppress(Exception):
                _called(100)

    with pytest.raises(TooLongError):
        limited(stubborn, 50_000)


def test_another_profiling_function_is_kept() -> None:
    seen: list[str] = []
    sys.setprofile(lambda *told: seen.append(told[1]))
    try:
        limited(lambda: _called(10))
        del seen[:]
        _called(10)
    finally:
        sys.setprofile(None)
    assert seen.count("call") >= 10


def test_a_computation_is_limited_under_a_profiler_which_goes_on_afterwards() -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        assert limited(lambda: _called(100), 10_000) == 4950
        with pytest.raises(TooLongError):
            limited(lambda: _called(100_000), 1000)
        _called(7)
    finally:
        profiler.disable()
    calls = {entry.code.co_name: entry.callcount for entry in profiler.getstats() if entry.code in CODES}
    assert calls["_called"] == 1
    assert calls["_plus"] == 7


CODES = (_called.__code__, _plus.__code__)


class _Dropped:
    def __del__(self) -> None:
        _called(10)


def _dropping(times: int) -> None:
    for _ in range(times):
        _Dropped()
        _plus(0, 0)


@pytest.mark.parametrize("limit", range(1000, 1040))
def test_the_limit_is_reached_in_silence_within_a_destructor(limit: int) -> None:
    told: list[object] = []
    hook, sys.unraisablehook = sys.unraisablehook, told.append
    try:
        with pytest.raises(TooLongError):
            limited(lambda: _dropping(1000), limit)
        assert sys.unraisablehook == told.append
    finally:
        sys.unraisablehook = hook
    assert not told


def test_a_swallowed_limit_is_told_at_the_end() -> None:
    def swallowing() -> int:
        with suppress(BaseException):
            _called(10_000)
        return _called(3)

    with pytest.raises(TooLongError):
        limited(swallowing, 1000)


def test_other_exceptions_of_destructors_are_told_as_ever() -> None:
    class Failing:
        def __del__(self) -> None:
            raise OSError

    told: list[object] = []
    hook, sys.unraisablehook = sys.unraisablehook, lambda seen: told.append(seen.exc_type)
    try:
        limited(Failing, 1000)
        limited(lambda: None, 1000)
    finally:
        sys.unraisablehook = hook
    assert told == [OSError]


LONG = {
    "ideals": [["t", "s", "t*s-25"], ["2+sin(1)", "t*t-sin(1)", "sin(1)+s"], ["3*t", "t+t", "10"]],
    "squares": [["s", "sqrt(2)", "0"], ["t+4", "t-s", "log(2)+3"], ["s*s-t**2", "sin(1)*s+sqrt(3)", "e"]],
    "roots": [["5*2**(1/3)+s", "2**(1/3)*t+pi", "sin(1)/pi+4"], ["e", "4", "t*log(3)+t"]],
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "matrix",
    [
        pytest.param(rows, id=name, marks=[pytest.mark.slow] * (name != "squares"))
        for name, rows in LONG.items()
    ],
)
def test_a_matrix_of_transcendental_numbers_is_answered(matrix: list[list[str]]) -> None:
    found = dimension({"span": matrix})
    assert found.at_least <= 2 <= found.at_most or found.at_most == len(matrix)
    if found.dimension is None:
        assert found.notes == ("open: the case distinction is too long to be computed",)
        assert not found.passed


def test_roots_under_many_roots_are_left_as_they_are() -> None:
    value = sympy.Integer(2)
    for _ in range(30):
        value = sympy.sqrt(1 + value)
    assert limited(lambda: normal(value), 1_000_000) == value
    assert normal(sympy.sqrt(3 + 2 * sympy.sqrt(2))) == 1 + sympy.sqrt(2)


def test_bounds_of_an_open_dimension_are_found_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undecided, "_MOST_CALLS", 100)
    columns = span_columns([["sqrt(1 + sqrt(2 + sqrt(3)))", "t"], ["pi", "t**2"]])
    found = undecided.open_dimension(columns, TooLongError(), nullity=False)
    assert (found.at_least, found.at_most) == (0, 2)
