"""The verifier that travels: it accepts every shipped term, and notices faults planted on either side."""

from __future__ import annotations

import ast
import copy
import itertools
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from backproof.calculus.derivations import derive_all
from backproof.kinds.dimension.claims import dimension_claim
from backproof.kinds.shared.claims import Stated, derivatives_claim
from backproof.proof import record, verify
from backproof.proof.excerpt import FOLDER, PARTS, excerpt
from backproof.results.published import answers_json
from backproof.spaces.dimension import dimension
from solutions import load
from tests.conftest import ROOT, Checkout
from tests.solved import solved

TERMS = sorted(path.stem for path in (ROOT / "solutions" / "terms").glob("*.toml"))
OF_SPACES = [
    name
    for name in TERMS
    if '"dimension"' in (ROOT / "solutions" / "terms" / f"{name}.toml").read_text(encoding="utf-8")
]
# Every part, with every check.
WHOLE = excerpt(kinds=verify.CHECKS, keys=verify.linear_algebra.spaces.CERTIFICATES)
# The first kinds take 400 lines at most, and each one since then 40.
KINDS_SINCE = (
    *("linear_system", "inverse", "determinant", "matrix_factorisation", "eigenvalues", "singular_values"),
    *("projection", "least_squares", "gram_schmidt", "definiteness", "membership", "coordinates"),
    *("linear_map", "four_subspaces", "observations"),
    *("stationary", "descent", "linear_program", "set_projection", "kkt"),
    *("likelihood", "gaussian", "convexity", "matrix_minimiser", "subgradient", "show"),
    *("computation", "matrix_convexity", "convex_set", "dual", "pair_of_spaces", "space_by_equation"),
    *("quotient_space", "side_conditions", "several_variables", "complex_matrices"),
    *("finite_field", "complex_scalars", "described_over_field"),
    *("complex_space_over_reals", "complex_functions"),
)
PASSED = {"checks": [{"method": "a check", "passed": True}]}


_CODE = compile(WHOLE, "verify.py", "exec")


def verifier(folder: Path) -> ModuleType:
    """The whole verifier as a module that looks for files in the folder."""
    module = ModuleType("verifier")
    module.__file__ = str(folder / "verify.py")
    exec(_CODE, module.__dict__)
    module.FOLDER = folder  # type: ignore[attr-defined]
    return module


@cache
def _solved(name: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    solutions = solved(name)
    files = {name: text for solution in solutions for name, text in solution.files.items()}
    proof = record.proof_json(solutions, {name: text.encode() for name, text in files.items()})
    return json.loads(proof), json.loads(answers_json(solutions)), files


class Folder:
    """The files that a build publishes for a term, but for the PDF."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.judge = root, verifier(root)
        proof, answers, self.files = _solved(name)
        self.proof, self.answers = copy.deepcopy(proof), copy.deepcopy(answers)
        for file, text in self.files.items():
            (root / file).write_text(text, encoding="utf-8", newline="\n")

    def rows(self, id: str) -> list[tuple[str, ...]]:
        """The verifier's rows of one answer."""
        return list(self.judge.rows_of(id, self.proof["claims"].get(id), self.answers.get(id)))

    def run(self) -> subprocess.CompletedProcess[str]:
        """The verifier as a program, in a process that can import nothing of this project."""
        for name, data in (("proof.json", self.proof), ("answers.json", self.answers)):
            (self.root / name).write_text(json.dumps(data), encoding="utf-8")
        source = record.verifier((self.root / "proof.json").read_bytes())
        (self.root / "verify.py").write_text(source, encoding="utf-8")
        command = [sys.executable, "-P", str(self.root / "verify.py")]
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)


def in_doubt(rows: list[tuple[str, ...]]) -> bool:
    return any(row[2] == "IN DOUBT" for row in rows)


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("name", TERMS)
def test_it_accepts_every_term(name: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path, name)
    done = folder.run()
    assert done.returncode == 0, done.stdout + done.stderr
    unchecked = [line.split()[:2] for line in done.stdout.splitlines() if "NOT CHECKED" in line]
    in_words = {id for id, answer in folder.answers.items() if answer.get("claims") == []}
    nothing_claimed = {"observations"} if "nothing is claimed" in done.stdout else set()
    assert {kind for id, kind in unchecked if id not in in_words} <= {"run"} | nothing_claimed
    assert {id for id, kind in unchecked if kind == "answer"} == in_words
    # The excerpt for this proof says what the whole verifier says.
    with np.errstate(all="ignore"):
        whole = [row for id in folder.answers for row in folder.rows(id)]
    rows = done.stdout.splitlines()[len(folder.files) : -2]
    assert [*itertools.starmap("{:8} {:26} {:12} {}".format, whole)] == rows


def test_one_file_imports_numpy_and_the_standard_library_alone() -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(WHOLE))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    assert {name.split(".")[0] for name in imported} - sys.stdlib_module_names == {"numpy"}
    assert _length(WHOLE) <= 400 + 40 * len(KINDS_SINCE)


def _length(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())


def test_one_file_has_every_statement_of_every_part_once() -> None:
    """Nothing that a part defines is left out, defined twice, or defined before what it is made from."""
    files = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.py")}
    assert {name for name in files if not name.endswith("__init__")} == {*PARTS}
    parts = [ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")).body for name in PARTS]
    imports = (ast.Import, ast.ImportFrom)
    of_parts = [ast.unparse(node) for part in parts for node in part[1:] if not isinstance(node, imports)]
    joined = ast.parse(WHOLE).body
    assert [ast.unparse(node) for node in joined[1:] if not isinstance(node, imports)] == of_parts
    defined = Counter(
        node.name if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else ast.unparse(node.targets[0])
        for node in joined
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign))
    )
    assert set(defined.values()) == {1}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_imports_from_parts_before_it_alone(name: str) -> None:
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    found = re.findall(r"^from backproof\.proof\.verify\.([\w.]+) import", text, re.MULTILINE)
    assert "backproof" not in re.sub(r"(?m)^from backproof\.proof\.verify\.[\w.]+ import .*$", "", text)
    assert {module.replace(".", "/") for module in found} <= {*PARTS[: PARTS.index(name)]}


@pytest.mark.sample(20)
@pytest.mark.parametrize("kind", sorted(verify.CHECKS))
def test_the_check_of_one_kind_has_everything_that_it_uses_and_nothing_else(kind: str) -> None:
    """Names that the excerpt uses are built in, imported or defined there; every import is used."""
    text = excerpt({kind}, ())
    ruff = ["ruff", "check", "--isolated", "--select", "F821,F401,F811,E9", "-"]
    found = subprocess.run(
        [sys.executable, "-m", *ruff], input=text, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout
    assert re.findall(r'^CHECKS\["(\w+)"\] = ', text, re.MULTILINE) == [kind]


def test_published_files_are_accepted(write_up: Checkout) -> None:
    out = write_up.root / "out"
    done = subprocess.run(
        [sys.executable, "-P", str(out / "verify.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert _length((out / "verify.py").read_text(encoding="utf-8")) <= 400
    for name in ("AIE6001-assignment-1.pdf", "Q3_AIE6001_A1.py", "answers.json"):
        assert re.search(rf"{re.escape(name)} +holds", done.stdout)


@pytest.mark.parametrize("file", ["Q3_AIE6001_A1.py"])
def test_another_file_than_the_proved_one_is_noticed(file: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path, "2025-fall")
    path = tmp_path / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert folder.run().returncode == 1


# Faults. A text is varied where it can be without becoming unreadable: signs, numbers, names, transposes.

VARIATIONS = (
    (r"(?<![\w.])2(?![\w.])", "3"),
    (r"\b4\b", "5"),
    (r"\.T\b", ""),
    (r" - ", " + "),
    (r"^-", ""),
    (r"\bsigmoid\b", "softplus"),
    (r"\btanh\b", "sin"),
    (r"\bW1\b", "W2"),
    (r"\bx\b", "y"),
    (r"\bphi\(", "sin("),
    (r" @ ", " * "),
    (r"$", " + 1"),
)


def variations(text: str) -> Iterator[str]:
    """The text with one fault each."""
    found = {re.sub(pattern, new, text, count=1) for pattern, new in VARIATIONS}
    yield from sorted(found - {text})


def texts_of(claim: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """The places of the texts that state results: containers with the key or index in each."""
    if claim["kind"] == "derivatives":
        yield from ((claim["derivatives"], name) for name in claim["derivatives"])
        yield from ((claim["lines"], index) for index in range(len(claim["lines"])))
        yield from ((answer.get("formulas", {}), name) for name in answer.get("formulas", {}))
        yield answer, "text"
    if claim["kind"] == "script":
        yield from ((claim["results"], index) for index in range(len(claim["results"])))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TERMS if name != "example-linear-algebra"])
def test_a_fault_in_a_formula_is_noticed(name: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path, name)
    faults = [
        (id, place, key, wrong)
        for id, claims in folder.proof["claims"].items()
        for claim in claims
        for place, key in texts_of(claim, folder.answers[id])
        for wrong in variations(place[key])
    ]
    missed = []
    for id, place, key, wrong in random.Random(name).sample(faults, min(40, len(faults))):
        right, place[key] = place[key], wrong
        if not in_doubt(folder.rows(id)):
            missed.append((id, right, wrong))
        place[key] = right
    assert not [(right, wrong) for _, right, wrong in missed if (right, wrong) not in NO_FAULTS]


# With M = XᵀX, the adjoint of log det M is symmetric.
NO_FAULTS = {("df_dX = X @ (M_bar + M_bar.T)", "df_dX = X @ (M_bar + M_bar)")}


def broken(claim: dict[str, Any]) -> Iterator[None]:
    """A dimension's claim with one fault at each step, repaired afterwards."""
    claim["dimension"] += 1
    yield
    claim["dimension"] -= 1
    places = [(row, j) for key in ("matrix", "reduced") for row in claim[key] for j in range(len(row))]
    places += [(operation, 3) for operation in claim["operations"] if operation[0] != "swap"]
    places += [(term, 1) for _, terms in claim.get("relations", ()) for term in terms]
    places += [(vector, j) for vector in claim.get("basis", ()) for j in range(len(vector))]
    for side in ("C", "R") if "factorisation" in claim else ():
        places += [(row, j) for row in claim["factorisation"][side] for j in range(len(row))]
    for place, key in places:
        right = place[key]
        place[key] = f"{right} + 1"
        yield
        place[key] = right
    for key in ("relations", "basis", "operations"):
        if claim.get(key):
            left_out = claim[key].pop()
            yield
            claim[key].append(left_out)
    if minor := claim.get("minor"):
        minor["rows"][0], kept = minor["rows"][-1], minor["rows"][0]
        if len(minor["rows"]) > 1:
            yield
        minor["rows"][0] = kept


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", OF_SPACES)
def test_a_fault_in_a_certificate_is_noticed(name: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path, name)
    planted, missed = 0, []
    for id, claims in folder.proof["claims"].items():
        for claim in (claim for claim in claims if claim["kind"] == "dimension"):
            for _ in broken(claim):
                planted += 1
                if not in_doubt(folder.rows(id)):
                    missed.append((id, json.dumps(claim)))
            folder.answers[id]["text"] += "0"
            assert in_doubt(folder.rows(id))
    assert planted > 20
    assert not missed


def test_a_fault_in_a_recorded_call_is_noticed(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "2025-fall")
    (claim,) = folder.proof["claims"]["q3b"]
    for call in claim["calls"]:
        for output in call["outputs"]:
            output[0][-1] += 1e-3
            assert in_doubt(folder.rows("q3b"))
            output[0][-1] -= 1e-3
    folder.answers["q3b"]["text"] += "# another line\n"
    assert in_doubt(folder.rows("q3b"))


def test_a_fault_in_a_shape_is_noticed(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "2025-fall")
    (claim,) = folder.proof["claims"]["q2a"]
    for row in range(len(claim["parts"])):
        for extent in {"d", "1", "d x d", "1 x d"} - {claim["parts"][row][1]}:
            changed = copy.deepcopy(claim["parts"])
            changed[row][1] = extent
            folder.proof["claims"]["q2a"] = [{**claim, "parts": changed}]
            folder.answers["q2a"]["text"] = "; ".join(": ".join(part) for part in changed)
            assert in_doubt(folder.rows("q2a"))


@pytest.mark.slow
def test_a_fault_in_a_claim_of_an_answer_in_words_is_noticed(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "example-matrix-calculus")
    (first, *_), answer = folder.proof["claims"]["q3d"], folder.answers["q3d"]
    for side in ("left", "right"):
        right, first[side] = first[side], f"2*({first[side]})"
        assert in_doubt(folder.rows("q3d"))
        answer["claims"][0] = f"{first['left']} = {first['right']}"
        assert in_doubt(folder.rows("q3d"))
        first[side] = right
        answer["claims"][0] = f"{first['left']} = {first['right']}"
        assert not in_doubt(folder.rows("q3d"))


@pytest.mark.parametrize("change", ["missing proof", "missing answer", "failed check", "no check"])
def test_evidence_that_is_gone_is_noticed(change: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path, "2025-fall")
    match change:
        case "missing proof":
            del folder.proof["claims"]["q4a"]
        case "missing answer":
            del folder.answers["q4a"]
        case "failed check":
            folder.answers["q4a"]["checks"][0]["passed"] = False
        case "no check":
            folder.answers["q4a"]["checks"] = []
    assert in_doubt(folder.rows("q4a"))


DIMENSIONS: tuple[dict[str, Any], ...] = (
    {"span": [["sqrt(2)", 1], [2, "sqrt(2)"]]},
    {"span": [[0, 0], [0, 0]]},
    {"row_space": [[1, 2, 3], [2, 4, 6]]},
    {"matrices": [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [1, 1]]]},
    {"sum": [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]]},
    {"intersection": [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]]},
    {"homogeneous_system": ["x + y = 0", "y - z = 0"]},
    {"homogeneous_system": ["x = 2*y"], "variables": ["x", "y", "z"]},
    {"polynomials": ["x*y", "x + y", "(x + y)**2", "x**2 + y**2"]},
    {"polynomials": ["sqrt(2)*x", "x", "1"]},
    {"functions": ["log(x)", "log(2*x)", "1"], "domain": "(0, oo)"},
    {"functions": ["sin(x)**2", "cos(x)**2", "1", "abs(x)"]},
    {"null_space": [[1, "a"], ["a", 1]]},
    {"homogeneous_system": ["a*x + y = 0", "x + y = 0"], "variables": ["x", "y"]},
    {"span": [["a - a", 1], [2, "sqrt(2)"]]},
)


@pytest.mark.parametrize("part", DIMENSIONS, ids=str)
def test_other_spaces_are_judged(part: dict[str, Any], tmp_path: Path) -> None:
    found = dimension(part)
    claim = json.loads(json.dumps({"kind": "dimension", **dimension_claim(found).data}))
    answer = {"text": found.answer.text, **PASSED}
    judge = verifier(tmp_path).rows_of
    assert [row[2] for row in judge("id", [claim], answer)] == ["holds"]
    claim["dimension"] += 1
    assert in_doubt(list(judge("id", [claim], {**answer, "text": str(claim["dimension"])})))


@pytest.mark.parametrize("lost", ["cases", "items"])
def test_a_claim_about_parameters_without_its_cases_is_noticed(lost: str, tmp_path: Path) -> None:
    found = dimension({"null_space": [[1, "a"], ["a", 1]]})
    claim = json.loads(json.dumps({"kind": "dimension", **dimension_claim(found).data}))
    claim["cases"][0]["dimension"] += 1
    judge, answer = verifier(tmp_path).rows_of, {"text": found.answer.text, **PASSED}
    assert in_doubt(list(judge("id", [claim], answer)))
    del claim[lost]
    assert in_doubt(list(judge("id", [claim], answer)))


DERIVATIVES: tuple[tuple[str, str, dict[str, str], dict[str, str]], ...] = (
    ("x.T @ S @ x", "S", {"x": "n", "S": "n,n"}, {"S": "symmetric"}),
    ("logdet(S)", "S", {"S": "n,n"}, {"S": "positive definite"}),
    ("sum(log(x))", "x", {"x": "n"}, {"x": "positive"}),
    ("A @ x", "x", {"x": "n", "A": "m,n"}, {}),
    ("t*A", "t", {"t": "", "A": "m,n"}, {}),
    ("norm1(relu(A @ x))", "A", {"x": "n", "A": "m,n"}, {}),
    ("sum(rowsoftmax(A)*B)", "A", {"A": "m,n", "B": "m,n"}, {}),
    ("tr(inv(A) @ B)", "A", {"A": "n,n", "B": "n,n"}, {}),
    ("exp(exp(sum(x)))", "x", {"x": "n"}, {}),
)


@pytest.mark.parametrize(("text", "wrt", "shapes", "properties"), DERIVATIVES)
def test_other_derivatives_are_judged(
    text: str, wrt: str, shapes: dict[str, str], properties: dict[str, str], tmp_path: Path
) -> None:
    term = load("2025-fall")
    found = derive_all(text, [wrt], shapes, properties)
    claim = json.loads(
        json.dumps(
            {"kind": "derivatives", **derivatives_claim(Stated(text, shapes, properties), found, term).data}
        )
    )
    answer = {"text": claim["derivatives"][wrt], **PASSED}
    judge = verifier(tmp_path).rows_of
    assert [row[2] for row in judge("id", [claim], answer)] == ["holds"]
    claim["derivatives"][wrt] += "*2"
    assert in_doubt(list(judge("id", [claim], {**answer, "text": claim["derivatives"][wrt]})))
