"""Fault injection: the evidence rejects every false claim and accepts every true one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension
from backproof.spaces.language.result import Dimension, Element, Formula
from backproof.spaces.language.symbolic import number
from backproof.spaces.linear.columns import relation

PARTS = [
    {"span": [[1, -2, 2], [2, -2, 4], [-3, 3, 6]]},
    {"span": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]},
    {"column_space": [[1, -2, 3, 2], [-1, 2, -2, -1], [2, -4, 5, 3]]},
    {"row_space": [[1, -2, 3, 2], [-1, 2, -2, -1], [2, -4, 5, 3]]},
    {"null_space": [[1, 3, 2], [2, 1, 4], [4, 7, 8]]},
    {"null_space": [["1/2", "sqrt(2)", 1], [1, "2*sqrt(2)", 2]]},
    {"homogeneous_system": ["x + 2*y = z", "x - y = 0"]},
    {"polynomials": ["(x - 2)*(x + 2)", "x**2*(x**4 - 2)", "x**6 - 8"]},
    {"polynomials": ["x*y", "x**2 + y**2", "(x + y)**2"]},
    {"matrices": [[[1, 0], [0, 1]], [[1, 1], [1, 1]], [[2, 1], [1, 2]]]},
    {"functions": ["5", "cos(2*x)", "cos(x)**2"], "domain": ["-pi", "pi"]},
    {"functions": ["x*abs(x)", "x**2", "abs(x)", "2*x**2 - abs(x)"]},
    {"functions": ["log(x)", "log(2*x)", "1", "exp(x)"]},
    {"sum": [[[1, 0, 1], [0, 1, 1]], [[1, 1, 2], [0, 0, 1]]]},
    {"intersection": [[[1, 0, 1], [0, 1, 1]], [[1, 1, 2], [0, 0, 1]]]},
    {"span": [["t", 1], [1, "t"], ["t + 1", "t + 1"]]},
]


def wrong_dimensions(right: Dimension) -> Iterator[Dimension]:
    """Yield dimensions off by one: the number alone, with its bounds, and wherever it is printed."""
    for off in (-1, 1):
        claimed = (right.dimension or 0) + off
        yield replace(right, dimension=claimed)
        bounds = replace(right, dimension=claimed, at_least=claimed, at_most=claimed)
        yield bounds
        shown = Formula(str(claimed), str(claimed))
        last = replace(right.steps[-1], text=f"dim {right.space.text} = {claimed}")
        yield replace(bounds, answer=shown, steps=(*right.steps[:-1], last))
    yield replace(right, answer=Formula("7", "7"))


def consistent_lies(right: Dimension) -> Iterator[Dimension]:
    """Yield claims with one basis element more or fewer, and all counts changed consistently."""
    for kept, count in ((right.basis[:-1], -1), ((*right.basis, *right.given[-1:]), 1)):
        claimed = (right.dimension or 0) + count
        last = replace(right.steps[-1], text=f"dim {right.space.text} = {claimed}")
        related = right.relations[:-1] if count > 0 else right.relations
        yield replace(
            right,
            dimension=claimed,
            at_least=claimed,
            at_most=claimed,
            basis=kept,
            relations=related,
            answer=Formula(str(claimed), str(claimed)),
            steps=(*right.steps[:-1], last),
        )


def wrong_relations(right: Dimension) -> Iterator[Dimension]:
    """Yield relations with a wrong sign, coefficient, element or a missing addend, printed consistently."""
    for place, claimed in enumerate(right.relations):
        pairs = [(i, number(c)) for i, c in claimed.coefficients]
        changed = []
        for at, (index, factor) in enumerate(pairs):
            rest = [*pairs[:at]], [*pairs[at + 1 :]]
            others = (-factor, factor + 1, 2 * factor, factor + number("1/1000000"))
            changed += [[*rest[0], (index, other), *rest[1]] for other in others]
            changed.append([*rest[0], *rest[1]])
            swapped = next((e.index for e in right.basis if e.index not in (index, None)), None)
            if swapped is not None and swapped not in dict(pairs):
                changed.append([*rest[0], (swapped, factor), *rest[1]])
        for pairs_ in changed:
            lie = relation(right.given, claimed.index, pairs_)
            yield replace(right, relations=(*right.relations[:place], lie, *right.relations[place + 1 :]))
        yield replace(
            right,
            relations=(
                *right.relations[:place],
                replace(claimed, text=claimed.text.replace("=", "= -", 1)),
                *right.relations[place + 1 :],
            ),
        )


def wrong_bases(right: Dimension) -> Iterator[Dimension]:
    """Yield bases with a changed entry, an exchanged given element, or a repeated vector."""
    for place, element in enumerate(right.basis):
        for other in right.given:
            if element.index is not None and other != element:
                yield replace(right, basis=(*right.basis[:place], other, *right.basis[place + 1 :]))
        if element.index is None:
            for lie in changed_vectors(element):
                yield replace(right, basis=(*right.basis[:place], lie, *right.basis[place + 1 :]))
    if len(right.basis) > 1:
        yield replace(right, basis=(right.basis[0], *right.basis[:-1]))


def changed_vectors(element: Element) -> Iterator[Element]:
    """Yield vectors with one entry off by one or negated, printed consistently."""
    from backproof.spaces.language.printing import column_latex, text_latex

    for at, text in enumerate(element.entries):
        for other in {str(number(text) + 1), str(-number(text))} - {text}:
            entries = (*element.entries[:at], other, *element.entries[at + 1 :])
            latex = column_latex(map(text_latex, entries))
            yield replace(element, entries=entries, text=f"[{', '.join(entries)}]", latex=latex)


def wrong_work(right: Dimension) -> Iterator[Dimension]:
    """Yield claims with a missing or changed row operation, a moved pivot, or a wrong matrix or minor."""
    for place, operation in enumerate(right.operations):
        yield replace(right, operations=(*right.operations[:place], *right.operations[place + 1 :]))
        factor = str(number(operation.factor) + 2)
        if operation.kind != "swap":
            lie = replace(operation, factor=factor)
            yield replace(right, operations=(*right.operations[:place], lie, *right.operations[place + 1 :]))
    if right.pivots:
        yield replace(right, pivots=tuple(p + 1 for p in right.pivots))
        yield replace(right, pivots=right.pivots[:-1])
    found = right.certificate
    if found.minor and found.lower in ("minor", "special solutions") and found.minor.rows:
        wrong = replace(found.minor, determinant=Formula("17", "17"))
        yield replace(right, certificate=replace(found, minor=wrong))
        twice = replace(found.minor, columns=(found.minor.columns[0],) * len(found.minor.columns))
        if len(found.minor.columns) > 1:
            yield replace(right, certificate=replace(found, minor=twice))
    if found.evaluation:
        point = found.evaluation.points[0]
        same = replace(found.evaluation, points=(point,) * len(found.evaluation.points))
        if len(found.evaluation.points) > 1:
            yield replace(right, certificate=replace(found, evaluation=same))
        outside = replace(found.evaluation, lower="1", upper="2")
        yield replace(right, certificate=replace(found, evaluation=outside))


FAULTS = (wrong_dimensions, consistent_lies, wrong_relations, wrong_bases, wrong_work)


@pytest.mark.sample(1)
@pytest.mark.parametrize("part", PARTS, ids=lambda part: next(iter(part)))
def test_every_planted_fault_is_caught(part):
    right = dimension(part)
    assert verify(right) == right.checks
    assert right.passed, [check for check in right.checks if not check.passed]
    survivors = [
        (fault.__name__, lie)
        for fault in FAULTS
        for lie in fault(right)
        if all(check.passed for check in verify(lie))
    ]
    assert not survivors, [(name, lie.basis, lie.relations) for name, lie in survivors]


def test_a_wrong_case_is_caught():
    right = dimension({"span": [["t", 1], [1, "t"]]})
    for place, case in enumerate(right.cases):
        for lie in (
            replace(case, dimension=case.dimension - 1),
            replace(case, equations=("t - 3",) if case.equations else (), inequations=("t - 3",)),
        ):
            claimed = replace(right, cases=(*right.cases[:place], lie, *right.cases[place + 1 :]))
            assert not all(check.passed for check in verify(claimed)), lie
    assert not all(check.passed for check in verify(replace(right, cases=right.cases[:-1])))


def test_another_source_is_caught():
    right = dimension({"span": [[1, 2], [2, 4]]})
    other = replace(right, source=replace(right.source, items=(("1", "2"), ("2", "5"))))
    assert not all(check.passed for check in verify(other))


def test_a_rewriting_left_out_doubled_or_moved_is_caught():
    for listed in (["5", "cos(2*x)", "cos(x)**2"], ["abs(x)", "x", "2*abs(x) - x"]):
        right = dimension({"functions": listed})
        places = [i for i, step in enumerate(right.steps) if step.rule == "coordinates"]
        assert places
        for place in places:
            step, before, after = right.steps[place], right.steps[:place], right.steps[place + 1 :]
            for steps in ((*before, *after), (*before, step, step, *after), (*after[:1], step, *after[1:])):
                assert not all(check.passed for check in verify(replace(right, steps=(*before, *steps)))), (
                    step
                )


def test_a_small_difference_is_no_dependence():
    for part in (
        {"polynomials": ["1", "x", "x + 1/10**30*x**2"]},
        {"span": [["10**40", 1], ["10**40 + 1", 1]]},
        {"functions": ["sin(x)", "sin(x) + 1/10**40"]},
    ):
        found = dimension(part)
        assert found.dimension == len(found.given)
        assert found.passed, [check for check in found.checks if not check.passed]


def test_a_line_with_another_pivot_unknown_is_caught():
    """Plant lines that hold for every solution, but do not express a pivot unknown by free ones."""
    for part in (
        {"null_space": [[1, 0, 2, 1], [0, 1, 3, 0]]},
        {"null_space": [[1, 0, "sqrt(2)", 1], [0, 1, 3, 0]]},
        {"null_space": [[1, 0, "t", 1], [0, 1, 3, 0]]},
        {"homogeneous_system": ["x + 2*z + w = 0", "y + 3*z = 0"]},
    ):
        right = dimension(part)
        assert right.passed
        places = [i for i, step in enumerate(right.steps) if step.rule == "pivot unknown"]
        names = [c.text for c in right.coordinates]
        first, second = (right.steps[place] for place in places)
        pivots = [names[p] for p in right.pivots]
        for lie in (
            f"{first.text} + {pivots[1]} - ({second.text.partition(' = ')[2]})",
            f"{pivots[0]} = {pivots[0]}",
            f"{first.text} + 1 - 1",
            first.text.replace(" = ", " = 2*"),
        ):
            step = replace(first, text=lie, latex=lie)
            wrong = replace(right, steps=(*right.steps[: places[0]], step, *right.steps[places[0] + 1 :]))
            judged_ = {c.method for c in verify(wrong) if not c.passed}
            assert "derivation read back" in judged_, lie
