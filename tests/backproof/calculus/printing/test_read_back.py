"""Printed derivations and dimension tables are read back, and planted faults are detected."""

from dataclasses import replace

import pytest

from backproof.calculus import derive_all
from backproof.calculus.checking.printed.shapes import shape_checks
from backproof.calculus.derivation.steps import definition_line
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import named_parts
from backproof.calculus.printing.tables import subexpressions

NETWORK = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}


@pytest.fixture(scope="module")
def found() -> Derivations:
    return derive_all("norm(y - W2 @ softplus(W1 @ x))**2", ["W1", "W2"], NETWORK)


def test_a_right_derivation_runs(found):
    assert found.program.passed


def test_a_line_left_out_or_doubled_or_too_early_is_a_fault(found):
    steps = found.steps
    for place in range(len(steps)):
        assert not found.run_as_program(steps[:place] + steps[place + 1 :]).passed, steps[place].text
        assert not found.run_as_program((*steps[:place], steps[place], *steps[place:])).passed
    assert not found.run_as_program(steps[::-1]).passed


def test_a_wrong_shape_of_a_line_is_a_fault(found):
    first = replace(found.steps[0], shape=("d",))
    assert not found.run_as_program((first, *found.steps[1:])).passed


@pytest.mark.parametrize(("name", "wrong"), [("r", "W2 @ h - y"), ("z", "W1 @ x * 2"), ("h", "sigmoid(z)")])
def test_a_wrong_definition_is_seen(found, name, wrong):
    part = next(p for p in named_parts(found.named) if p.name == name)
    shapes = {**NETWORK, "h": "p", "z": "p"}
    line = definition_line(found.expression, found.named, part, parse(wrong, shapes), ())
    assert not line.check.passed
    right = definition_line(found.expression, found.named, part, part.value, ())
    assert right.check.passed


def test_a_wrong_name_of_parts_does_not_give_the_whole(found):
    other = derive_all("norm(y + W2 @ softplus(W1 @ x))**2", ["W1"], NETWORK)
    part = next(p for p in named_parts(other.named) if p.name == "r")
    assert not definition_line(found.expression, other.named, part, part.value, ()).check.passed


def test_faults_in_a_dimension_table_are_seen():
    whole = parse("z = W1 @ x; h = softplus(z); r = y - W2 @ h; F = norm(r)**2", NETWORK)
    rows = subexpressions(whole)
    assert all(check.passed for check in shape_checks(rows, whole))
    turned = tuple(replace(row, shape=row.shape[::-1]) for row in rows)
    printed = (replace(rows[0], shape_latex=rows[-1].shape_latex), *rows[1:])
    for wrong in (turned, printed, rows[1:], rows[:-1], rows[::-1], (*rows, rows[-1])):
        assert not all(check.passed for check in shape_checks(wrong, whole))
