"""Dimensions over finite fields in term files, held against counting; planted faults are seen."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import product
from typing import Any

import pytest

from backproof.diagnostic import InputError
from backproof.kinds.dimension.claims import dimension_claim
from backproof.kinds.dimension.spaces import space_answer
from backproof.proof import verify as verifier
from backproof.proofreading.formulas import Formula
from backproof.proofreading.linear.dimensions import judge
from backproof.proofreading.linear.space import Space
from backproof.proofreading.wording.spaces import judge as sentences
from backproof.spaces.dimension import dimension
from backproof.terms.loading import load

verify: Any = verifier
HEAD = """
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
[[questions]]
title = "Spaces"
[[questions.parts]]
kind = "dimension"
points = 1
"""
SPACES: tuple[dict[str, Any], ...] = (
    {"span": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "field": "F5"},
    {"span": [[3, 6], [0, 9]], "field": "F3"},
    {"null_space": [[1, 1, 0, 1], [0, 1, 1, 1]], "field": "F2"},
    {"column_space": [["1/2", 2, 3], [2, 4, 7]], "field": "Z/5"},
    {"row_space": [[1, 2], [3, 6], [5, 5]], "field": "GF(5)"},
    {"matrices": [[[1, 0], [0, 1]], [[1, 1], [1, 1]], [[0, 1], [1, 0]]], "field": "F2"},
    {"homogeneous_system": ["x + y + z = 0", "x - 2*y = z"], "field": "F3"},
    {"polynomials": ["x^3 + 2*x", "x^2 + 1", "2*x^2 + 2", "x/2 + 1"], "field": "F3"},
)


# Over C, and described; with the dimension by hand.
OTHERS: tuple[tuple[dict[str, Any], int], ...] = (
    ({"span": [["i", 1], [1, "-i"]], "field": "C"}, 1),
    ({"null_space": [[1, "i"], ["i", -1]], "field": "C"}, 1),
    ({"row_space": [[1, "i"], ["i", -1], [0, 3]], "field": "C"}, 2),
    ({"matrices": [[[0, 1], [1, 0]], [[0, "-i"], ["i", 0]], [[1, 0], [0, -1]]], "field": "C"}, 3),
    ({"homogeneous_system": ["x + i*y = 0", "i*x - y + z = 0"], "field": "C"}, 1),
    ({"polynomials": ["x*y", "i*x*y", "x + i*y"], "field": "C"}, 2),
    ({"polynomials": ["(x + y)^3", "x^3 + y^3", "x*y"], "field": "F3"}, 2),
    ({"space": "{p in P_2(C) : p(i) = 0}"}, 2),
    ({"space": "{A in M2(F2) : A.T = A}"}, 3),
    ({"space": "{p in P3 : x*p' = 0}", "field": "F3"}, 2),
    ({"space": "ker(p -> p' on P4)", "field": "F3"}, 2),
    ({"space": "im(p -> p' on P4)", "field": "F3"}, 3),
    ({"space": "eigenspace of [[2, 1], [1, 2]] for 3", "field": "F2"}, 1),
    ({"space": "{(x,y,z): x + y = 0} + {(x,y,z): x = z}", "field": "F5"}, 3),
    ({"space": "{x in F_2^3 : x1 + x2 = 0} & {x in F_2^3 : x1 - x2 = 0}"}, 2),
    ({"space": "{p in P_2(C) : p(i) = 0} & {p in P_2(C) : p(-i) = 0}"}, 1),
    ({"space": "{p in P3 : p(0) = 0} + span{1, 6*x}", "field": "F5"}, 4),
    ({"space": "{A in M2 : A.T = A} & span{[[1,1],[1,1]],[[1,3],[1,1]]}", "field": "F2"}, 1),
)


def _claim(part: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    found = dimension(part)
    return json.loads(json.dumps(dimension_claim(found).data)), {"text": found.answer.text}


@pytest.mark.parametrize("part", SPACES, ids=lambda part: next(iter(part)))
def test_the_verifier_holds_a_claim_and_doubts_another_number(part: dict[str, Any]) -> None:
    claim, answer = _claim(part)
    assert verify.OverField(claim).check(answer).startswith("rank modulo")
    other = str(claim["dimension"] + 1)
    with pytest.raises(verifier.DoubtError, match="the dimension is"):
        verify.OverField(claim | {"dimension": int(other)}).check({"text": other})
    with pytest.raises(verifier.DoubtError, match="is no prime"):
        verify.OverField(claim | {"prime": 9}).check(answer)


@pytest.mark.parametrize(("part", "dimension_by_hand"), OTHERS, ids=str)
def test_complex_and_described_spaces_are_held_too(part: dict[str, Any], dimension_by_hand: int) -> None:
    claim, answer = _claim(part)
    assert answer["text"] == str(dimension_by_hand)
    assert verify.OverField(claim).check(answer)
    with pytest.raises(verifier.DoubtError):
        verify.OverField(claim | {"dimension": dimension_by_hand + 1}).check(
            {"text": str(dimension_by_hand + 1)}
        )


@pytest.mark.parametrize(
    ("part", "key", "value", "said"),
    [
        (OTHERS[7][0], "conditions", [["p(-i, 0)", "0"]], "the equations are not the conditions"),
        (OTHERS[8][0], "conditions", [["A", "0"]], "the equations are not the conditions"),
        (OTHERS[9][0], "conditions", [["x*p(x, 2)", "0"]], "the equations are not the conditions"),
        (OTHERS[11][0], "map", "p(x, 2)", "an image is another element"),
        (OTHERS[8][0], "elements", ["[[1, 0], [1, 0]]"], "has other coordinates"),
    ],
)
def test_another_description_is_doubted(part: dict[str, Any], key: str, value: Any, said: str) -> None:
    claim, answer = _claim(part)
    claim["translation"][key] = value
    with pytest.raises(verifier.DoubtError, match=said):
        verify.OverField(claim).check(answer)


@pytest.mark.parametrize(
    ("nth", "value", "said"),
    [
        (0, [["x + 2*y", "0"]], "a vector breaks a condition"),
        (1, [["x", "z"], ["y", "z"]], "a vector breaks a condition"),
        (0, [["x + y + 5*z", "x + y"]], "the vectors do not span the solutions"),
    ],
)
def test_another_side_is_doubted(nth: int, value: Any, said: str) -> None:
    claim, answer = _claim(OTHERS[13][0])
    claim["sides"][nth]["conditions"] = value
    with pytest.raises(verifier.DoubtError, match=said):
        verify.OverField(claim).check(answer)


COMPLEX = {"functions": ["e**(i*x)", "x*exp((1 + i)*x)", "sin(x)", "cos(x)"], "field": "C"}


@pytest.mark.parametrize(
    ("nth", "text"), [(3, "cos(2*x)"), (0, "exp(2*i*x)"), (1, "exp(i*x) + sin(x)")], ids=str
)
def test_complex_functions_are_held_by_their_values(nth: int, text: str) -> None:
    claim, answer = _claim(COMPLEX)
    assert answer["text"] == "3"
    assert verify.OverField(claim).check(answer).endswith("complex_functions")
    claim["complex_functions"]["functions"][nth] = text
    with pytest.raises(verifier.DoubtError, match="other linear relations"):
        verify.OverField(claim).check(answer)


def _planted(claim: dict[str, Any], key: str) -> dict[str, Any]:
    """The claim with one entry that is greater by 1."""
    other = deepcopy(claim)
    row = other[key][0][1][0] if key == "relations" else other[key][0]
    row[1] = str(verify.entry(str(row[1])) + 1)
    return other


@pytest.mark.parametrize(
    ("part", "key"),
    [(SPACES[0], key) for key in ("matrix", "reduced", "relations")] + [(SPACES[2], "basis")],
)
def test_a_planted_fault_is_doubted(part: dict[str, Any], key: str) -> None:
    claim, answer = _claim(part)
    with pytest.raises(verifier.DoubtError):
        verify.OverField(_planted(claim, key)).check(answer)


def test_solutions_are_residues() -> None:
    """(-4, -2, 1) is (1, 3, 1) modulo 5."""
    found = dimension({"null_space": [[1, 2, 3], [4, 5, 6]], "field": "F5", "name": "B"})
    assert found.space.text == "N(B)"
    assert [e.text for e in found.basis] == ["[1, 3, 1]"]
    assert "x1 = x3" in [step.text for step in found.steps]


@pytest.mark.parametrize("rows", [[[1, 1, 0], [1, 0, 1]], [[2, 4, 1]], [[1, 1, 1], [1, 1, 1], [0, 2, 1]]])
def test_the_verifier_counts_as_many_solutions(rows: list[list[int]]) -> None:
    claim, _ = _claim({"null_space": rows, "field": "F3"})
    vectors = product(range(3), repeat=3)
    zero = [v for v in vectors if all(sum(a * x for a, x in zip(r, v, strict=True)) % 3 == 0 for r in rows)]
    assert 3 ** claim["dimension"] == len(zero)


def test_polynomials_are_no_functions() -> None:
    """x^2 - x is 0 everywhere on F2, but not the polynomial 0."""
    claim, answer = _claim({"polynomials": ["x^2 - x", "x"], "field": "F2"})
    assert claim["dimension"] == 2
    assert verify.OverField(claim).check(answer)


@pytest.mark.parametrize(
    ("latex", "is_right"),
    [
        (r"v_3 = 4 v_1 + 2 v_2", True),
        (r"v_3 = -v_1 + 2 v_2", True),
        (r"v_3 = 3 v_1 + 2 v_2", False),
        (r"\mathbb{F}_{5}", True),
        (r"\mathbb{F}_{7}", False),
    ],
)
def test_lines_are_read_in_the_field(latex: str, *, is_right: bool) -> None:
    claim, _ = _claim(SPACES[0])
    box = Formula("box", 1, "a", r"\dim \operatorname{span}\{v_1, v_2, v_3\} = 2", 0)
    assert (not list(judge(Space(claim), [Formula("line", 1, "a", latex, 0), box]))) == is_right


@pytest.mark.parametrize(
    ("rows", "is_right"),
    [(r"1 & 1 \\ 1 & 0", True), (r"1 & 3 \\ 1 & 0", False), (r"1 & -1 \\ 1 & 2", False)],
)
def test_matrices_hold_residues(rows: str, *, is_right: bool) -> None:
    claim, _ = _claim({"span": [[1, 1], [1, 0]], "field": "F2"})
    stage = Formula("stage", 1, "a", rf"\left[\begin{{array}}{{rr}} {rows} \end{{array}}\right]", 0)
    said = [fault.message for fault in judge(Space(claim), [stage])]
    assert any("none of 0 to 1" in message for message in said) != is_right


@pytest.mark.parametrize(
    ("listed", "is_right"),
    [("$1,$ $x,$ $x^2$", True), ("$1,$ $x,$ $x^3$", False), ("$1,$ $x^2,$ $x$", False), ("$1,$ $x$", False)],
)
@pytest.mark.parametrize("field", [{}, {"field": "F2"}], ids=["R", "F2"])
def test_the_rows_of_polynomials_are_named(field: dict[str, str], listed: str, *, is_right: bool) -> None:
    claim, _ = _claim({"polynomials": ["x^2 + 1", "x + 1"], **field})
    words = f"one row for the coefficients of each of {listed}:"
    assert (not list(sentences(claim, words, 0))) == is_right


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('field = "F6"\nspan = [[1, 1]]', "6 is no prime"),
        ("field = 'C'\nspace = \"y'' + y = 0\"", "functions over C in a term file"),
        ('field = "C"\nspan = [["sqrt(2)*i", 1]]', "is not a \\+ b\\*i with rational a and b"),
        ('field = "Q"\nfunctions = ["sin(x)", "sin(x + 1)", "cos(x)"]', "is no number of Q"),
    ],
)
def test_other_spaces_are_refused_in_one_line(tmp_path: Any, text: str, expected: str) -> None:
    path = tmp_path / "sheet.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    term = load(path, folder=tmp_path)
    with pytest.raises(InputError, match=expected):
        space_answer(term.questions[0].parts[0])


def _spanned(vectors: list[list[int]], prime: int) -> set[tuple[int, ...]]:
    """All combinations of vectors modulo a prime, by counting."""
    factors = product(range(prime), repeat=len(vectors))
    return {
        tuple(sum(c * v[k] for c, v in zip(f, vectors, strict=True)) % prime for k in range(3))
        for f in factors
    }


@pytest.mark.parametrize("prime", [2, 3, 5])
@pytest.mark.parametrize(
    "pair",
    [
        [[[1, 1, 0], [0, 1, 1]], [[1, 0, 1], [1, 1, 1]]],
        [[[1, 2, 3], [4, 5, 6], [0, 1, 1]], [[1, 3, 3], [3, 3, 1]]],
        [[[0, 0, 0]], [[1, 4, 2]]],
        [[[1, 2, 0]], [[2, 4, 0], [0, 0, 5]]],
    ],
)
def test_sums_and_intersections_are_counted(pair: list[list[list[int]]], prime: int) -> None:
    u, w = (_spanned(side, prime) for side in pair)
    joint = _spanned([*pair[0], *pair[1]], prime)
    for kind, wanted in (("intersection", u & w), ("sum", joint)):
        claim, answer = _claim({kind: pair, "field": f"F{prime}"})
        assert prime ** int(answer["text"]) == len(wanted)
        assert verify.OverField(claim).check(answer).startswith("rank modulo")
        with pytest.raises(verifier.DoubtError, match="the dimension is"):
            verify.OverField(claim | {"dimension": claim["dimension"] + 1}).check(
                {"text": str(claim["dimension"] + 1)}
            )


@pytest.mark.parametrize("field", ["", 'field = "C"\n'])
def test_an_intersection_names_every_vector_of_the_question(tmp_path: Any, field: str) -> None:
    path = tmp_path / "sheet.toml"
    path.write_text(HEAD + field + "intersection = [[[1, 0], [2, 0]], [[1, 0], [0, 1]]]", encoding="utf-8")
    answer, _ = space_answer(load(path, folder=tmp_path).questions[0].parts[0])
    details: Any = answer.details
    named = [(e.name.text, e.text) for e in details.asked_elements]
    assert named == [("u1", "[1, 0]"), ("u2", "[2, 0]"), ("w1", "[1, 0]"), ("w2", "[0, 1]")]
