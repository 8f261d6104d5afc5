"""docs/adding-a-function.md, followed to the letter in a copy: its snippets suffice, and each is needed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-function.md").read_text(encoding="utf-8")
JUDGES = "tests/backproof/calculus/test_primitives.py"
READER = "tests/backproof/calculus/unicode_reader.py"
# The files in the order of the page's snippets, and the lines below which each is put.
PLACES = {
    "backproof/calculus/primitives/elementwise.py": "PRIMITIVES: tuple[Primitive, ...] = (\n",
    JUDGES: "DEFINED: dict[str, Any] = {\n",
    "backproof/calculus/readers/words.py": "ELEMENTARY = (\n",
    "backproof/proof/verify/language.py": "FUNCTIONS = {\n",
}
# Those of the operation on two matrices.
OF_TWO = {
    "backproof/calculus/primitives/joint_operations.py": "JOINT_OPERATIONS: tuple[JointOperation, ...] = (\n",
    "backproof/calculus/engine/rules.py": "    return register\n\n\n",
    "backproof/calculus/readers/joint.py": "JOINT: dict[str, Joint] = {\n",
    "backproof/proof/verify/language.py": PLACES["backproof/proof/verify/language.py"],
}


def followed(root: Path, leave_out: str = "") -> Path:
    """A copy of the package with the page's function, all but one file's snippet."""
    shutil.copytree(ROOT / "backproof", root / "backproof")
    (root / JUDGES).parent.mkdir(parents=True)
    for file in (JUDGES, READER):
        shutil.copy(ROOT / file, root / file)
    snippets = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    places = [*PLACES.items(), *OF_TWO.items()]
    for (file, head), snippet in zip(places, snippets, strict=True):
        assert f"`{file}`" in PAGE
        text = (root / file).read_text(encoding="utf-8")
        assert text.count(head) == 1
        if file != leave_out:
            added = f"{snippet}\n\n" if snippet.startswith("@") else f"{snippet.rstrip().rstrip(',')}, "
            (root / file).write_text(text.replace(head, head + added), encoding="utf-8")
    return root


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)


def judged(root: Path) -> subprocess.CompletedProcess[str]:
    options = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--rootdir", "."]
    return run(root, "pytest", *options, JUDGES, "-k", "arcsinh or verifier")


@pytest.mark.slow
def test_the_command_on_the_page_derives_it_with_every_check(tmp_path: Path) -> None:
    (words,) = re.findall(r'backproof derive "(.*?)" --wrt x --shape x=d', PAGE)
    done = run(followed(tmp_path), "backproof", "derive", words, "--wrt", "x", "--shape", "x=d")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("∂F/∂x = 1 ⊘ √(𝟏 + x ⊙ x)   (d)")


@pytest.mark.slow
def test_the_operation_on_two_matrices_is_derived_with_every_check(tmp_path: Path) -> None:
    """In the page's four files: both gradients, code and formulas, by each check that there is."""
    asked = ["norm(khatri(A, B) @ x)**2", *("--wrt", "A", "--wrt", "B", "--format", "json")]
    shapes = ["--shape", "A=m,n", "--shape", "B=p,n", "--shape", "x=n"]
    root = followed(tmp_path)
    done = run(root, "backproof", "derive", *asked, *shapes)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    checks = [check for part in (found, *found["derivatives"]) for check in part["checks"]]
    assert {check["method"] for check in checks} >= {"complex step", "lines run as a program"}
    assert all(check["passed"] for check in checks)
    names = {name: np.random.default_rng(1).normal(size=shape) for name, shape in SHAPES.items()}
    exec(found["numpy"], space := {"np": np})
    gradient = space["derivatives"](**names)[0]
    assert np.allclose(gradient, by_differences(names), rtol=1e-6)


SHAPES = {"A": (2, 4), "B": (3, 4), "x": (4, 1)}


def by_differences(names: dict[str, np.ndarray]) -> np.ndarray:
    """The derivative of the squared norm of the columns' products by A, entry by entry."""

    def value(a: np.ndarray) -> float:
        columns = [np.outer(a[:, j], names["B"][:, j]).ravel() * names["x"][j] for j in range(4)]
        return float(np.sum(np.sum(columns, axis=0) ** 2))

    step = [np.eye(8)[k].reshape(2, 4) * 1e-6 for k in range(8)]
    slopes = [(value(names["A"] + h) - value(names["A"] - h)) / 2e-6 for h in step]
    return np.array(slopes).reshape(2, 4)


@pytest.mark.slow
def test_the_tests_of_the_records_judge_it(tmp_path: Path) -> None:
    done = judged(followed(tmp_path))
    assert done.returncode == 0, done.stdout
    assert re.search(r"[3-9] passed", done.stdout)


# Without the record, the language's own definition of the function by a formula takes its place.
_RECORD = "backproof/calculus/primitives/elementwise.py"


@pytest.mark.slow
@pytest.mark.parametrize("file", [file for file in PLACES if file != _RECORD])
def test_no_step_can_be_left_out(tmp_path: Path, file: str) -> None:
    assert judged(followed(tmp_path, leave_out=file)).returncode != 0
