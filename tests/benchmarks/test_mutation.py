"""The mutation campaign: no wrong answer survives, and the campaign itself can tell."""

import ast
from pathlib import Path

import pytest

from backproof.answer import Check
from benchmarks.mutation import consistent, derivations, dimensions, formulas, scripts, tables
from benchmarks.mutation.__main__ import report, sample
from benchmarks.mutation.campaign import Mutant, judge

ROOT = Path(__file__).parents[2]
PASSED, FAILED = Check("a", "x", 0.0, 0.0), Check("b", "x", 1.0, 0.0)
# Per room, so that a failure says where; the whole campaign is a command of its own.
PLANTED = [
    (formulas, 50),
    (dimensions, 80),
    (consistent, 30),
    (derivations, 40),
    (tables, 60),
    (scripts, 6),
]


@pytest.mark.slow
@pytest.mark.parametrize(("room", "count"), PLANTED, ids=lambda value: getattr(value, "__name__", ""))
def test_no_wrong_answer_survives(room, count) -> None:
    outcomes = [judge(mutant) for mutant in sample(list(room.planted()), count)]
    assert len({(o.mutant.kind, o.mutant.of, o.mutant.says) for o in outcomes}) > 0.9 * count
    survivors = [o for o in outcomes if o.verdict == "survived"]
    assert not survivors, "\n".join(report(survivors))
    assert sum(o.verdict == "killed" for o in outcomes) > 0.85 * count


def test_a_survivor_is_told() -> None:
    mutants = [
        Mutant("room", "sign", "q1", "-x", lambda: (PASSED, FAILED)),
        Mutant("room", "sign", "q1", "x + 0", lambda: (PASSED,), lambda: "sympy"),
        Mutant("room", "sign", "q1", "2*x", lambda: (PASSED,)),
    ]
    outcomes = [judge(mutant) for mutant in mutants]
    assert [o.verdict for o in outcomes] == ["killed", "equivalent", "survived"]
    assert "survived: sign in q1: 2*x" in list(report(outcomes))


ENGINE = {
    "backproof.calculus": {
        "rules",
        "reverse",
        "simplify",
        "graph",
        "lowering",
        "raising",
        "sweep",
        "products",
    },
    "backproof.spaces": {
        *("elimination", "vectors", "subspaces", "function_span", "bounds", "certificate"),
        *("cells", "constants", "cramer", "definedness", "evaluation", "exact_values", "independence"),
        *("points", "wronskian", "zeros"),
    },
}
JUDGES = [
    *(ROOT / "backproof" / "calculus").glob("verify*.py"),
    *(ROOT / "backproof" / "spaces").glob("verify*.py"),
]


# What proves relations, independence and domains anew, with all that it imports but the parser.
OWN = [
    "balls",
    "beats",
    "components",
    "condition_proofs",
    "covers",
    "demand_parts",
    "demands",
    "exact_zeros",
    "factors",
    "function_reading",
    "function_ring",
    "identity",
    "jets",
    "laurent",
    "periods",
    "polynomial_values",
    "ranges",
    "roots_of_unity",
    "samples",
    "separation",
    "slopes",
    "spellings",
    "turning",
    "turns",
    "walks",
    "zero_sets",
]
SHARED = {"syntax"}


@pytest.mark.parametrize("name", OWN)
def test_the_proofs_of_their_own_share_the_parser_alone(name: str) -> None:
    tree = ast.parse((ROOT / "backproof" / "spaces" / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("backproof"):
            found = {alias.name for alias in node.names} if node.module == "backproof.spaces" else set()
            found |= {str(node.module).removeprefix("backproof.spaces.")} - {"backproof.spaces"}
            assert found <= {*OWN, *SHARED}, f"line {node.lineno}"


@pytest.mark.parametrize("file", JUDGES, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_the_evidence_imports_nothing_of_the_engine(file: Path) -> None:
    room = f"backproof.{file.parent.name}"
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.module is not None
            assert node.module not in {f"{room}.{name}" for name in ENGINE[room]}, f"line {node.lineno}"
            if node.module == room:
                assert not {alias.name for alias in node.names} & ENGINE[room], f"line {node.lineno}"
