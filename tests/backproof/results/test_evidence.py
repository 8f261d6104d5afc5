"""The evidence by parts: numbers of checks, and each method's deviation that is nearest to its tolerance."""

from backproof.answer import Answer, Check, Latex, Solution
from backproof.results.evidence import Measured, by_part

CHECKS = (
    Check("differences", "a", 1e-9, 1e-8),
    Check("differences", "b", 1e-7, 1e-5),
    Check("differences", "c", 0.0, 0.0),
    Check("rank", "d", 0.0, 0.0),
    Check("rank", "e", 0.0, 0.0),
)


def test_each_part_has_a_row_with_the_worst_deviation_of_each_method():
    answer = Answer("q1a", "T", 1, Latex("x"), "x", CHECKS, label="a")
    plain = Answer("q2", "T", 1, Latex("x"), "x", CHECKS[3:])
    solutions = [Solution("q1", 1, "T", "t", (answer,)), Solution("q2", 2, "T", "t", (plain,))]
    first, second = by_part(solutions)
    assert (first.id, first.part, first.count) == ("q1a", "1(a)", 5)
    # 1e-9 of 1e-8 is nearer to its tolerance than the larger 1e-7 of 1e-5.
    assert first.measured == (Measured("differences", 1e-9, 1e-8),)
    assert first.exact == ("rank",)
    assert (second.part, second.measured, second.exact) == ("2", (), ("rank",))
