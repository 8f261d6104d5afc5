"""The mutation campaign: no wrong answer survives, and the campaign itself can tell."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from backproof.answer import Check
from benchmarks.mutation import consistent, derivations, dimensions, formulas, scripts, tables
from benchmarks.mutation.__main__ import report, sample
from benchmarks.mutation.campaign import Mutant, judge

ROOT = Path(__file__).parents[2]
PASSED, FAILED = Check("a", "x", 0.0, 0.0), Check("b", "x", 1.0, 0.0)
# Per room, so that a failure says where; CI runs the whole campaign, a command of its own, instead.
PLANTED = [
    (formulas, 50),
    (dimensions, 80),
    (consistent, 30),
    (derivations, 40),
    (tables, 60),
    (scripts, 6),
]


@pytest.mark.rest
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


# The layers that find answers; of two of them the evidence shares the modules that are named beside.
ENGINE = {
    "backproof.calculus": ("engine", "derivation", "inference", "stable", "numpy_code"),
    "backproof.spaces": ("domains", "functions", "linear", "parameters"),
}
SHARED_WITH_ENGINE = {
    f"backproof.spaces.{name}"
    for name in ("linear.claims", "linear.polynomials", "linear.subspace_lines", "parameters.square_lines")
}
JUDGES = [
    file
    for package in ("calculus", "spaces")
    for file in sorted((ROOT / "backproof" / package / "checking").rglob("[a-z]*.py"))
]

# What proves relations, independence and domains anew, with all that it imports but the parser.
LAYERS_OF_ITS_OWN = ("enclosures", "rings", "identities", "demands")
# The engine's proof, run again and called by that name.
FALLBACK = "inlined"
OWN = [
    file
    for layer in LAYERS_OF_ITS_OWN
    for file in sorted((ROOT / "backproof" / "spaces" / layer).glob("[a-z]*.py"))
    if file.stem != FALLBACK
]
SHARED = ("language.syntax", "language.walks")


def imported(file: Path) -> Iterator[tuple[str, int]]:
    """Yield the project's modules that a file imports, with the lines."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("backproof."):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                is_module = (ROOT / inner.replace(".", "/")).with_suffix(".py").is_file()
                yield (inner if is_module else str(node.module)), node.lineno


@pytest.mark.parametrize("file", OWN, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_the_proofs_of_their_own_share_the_parser_alone(file: Path) -> None:
    assert len(OWN) > 25
    for name, line in imported(file):
        inside = name.removeprefix("backproof.spaces.")
        assert inside.startswith(LAYERS_OF_ITS_OWN) or inside in SHARED, f"line {line} imports {name}"
        assert FALLBACK not in inside, f"line {line}"


@pytest.mark.parametrize("file", JUDGES, ids=lambda file: file.relative_to(ROOT / "backproof").as_posix())
def test_the_evidence_imports_nothing_of_the_engine(file: Path) -> None:
    assert len(JUDGES) > 20
    package = f"backproof.{file.relative_to(ROOT / 'backproof').parts[0]}"
    for name, line in imported(file):
        engine = name.startswith(tuple(f"{package}.{layer}." for layer in ENGINE[package]))
        assert not engine or name in SHARED_WITH_ENGINE, f"line {line} imports {name}"
