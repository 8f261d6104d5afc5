"""The code on docs/adding-a-kind.md is that of the package that the test of an added kind installs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-kind.md").read_text(encoding="utf-8")
PROJECT = ROOT / "tests" / "added_kind"
KIND = PROJECT / "course_kinds/expansion"
SHOWN = {"python": (KIND / "part.py", KIND / "solver.py"), "toml": (PROJECT / "pyproject.toml",)}


@pytest.mark.parametrize("language", SHOWN)
def test_each_line_shown_is_in_the_package(language: str) -> None:
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line]
    real = [
        line.partition("  # noqa")[0]
        for file in SHOWN[language]
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 1
    assert not [line for line in lines if line not in real]


def test_each_file_that_the_page_names_is_there() -> None:
    for name in re.findall(r"^  (\S+\.\S+)", PAGE, re.MULTILINE):
        assert (PROJECT / "course_kinds" / "expansion" / name).is_file(), name
    for path in re.findall(r"`((?:tests|backproof)/[^`]+)`", PAGE):
        assert (ROOT / path).exists(), path
