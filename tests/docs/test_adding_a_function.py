"""docs/adding-a-function.md, followed to the letter in a copy: its snippets suffice, and each is needed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-function.md").read_text(encoding="utf-8")
JUDGES = "tests/backproof/calculus/test_primitives.py"
# The files in the order of the page's snippets, and the line below which each is put.
PLACES = {
    "backproof/calculus/primitives/elementwise.py": "PRIMITIVES: tuple[Primitive, ...] = (\n",
    JUDGES: "DEFINED: dict[str, Any] = {\n",
    "backproof/calculus/readers/words.py": "ELEMENTARY = (\n",
    "backproof/proof/verify/language.py": "FUNCTIONS = {\n",
}


def followed(root: Path, leave_out: str = "") -> Path:
    """A copy of the package with the page's function, all but one file's snippet."""
    shutil.copytree(ROOT / "backproof", root / "backproof")
    (root / JUDGES).parent.mkdir(parents=True)
    shutil.copy(ROOT / JUDGES, root / JUDGES)
    snippets = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    for (file, head), snippet in zip(PLACES.items(), snippets, strict=True):
        assert f"`{file}`" in PAGE
        text = (root / file).read_text(encoding="utf-8")
        assert text.count(head) == 1
        if file != leave_out:
            added = f"{snippet.rstrip().rstrip(',')}, "
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
