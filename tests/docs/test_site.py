"""The documentation: its examples are run, and its references list what the code accepts."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.primitives.definitions import DEFINITION
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.spelling.elsewhere import MISSING
from backproof.terms.kinds import KINDS
from tests.conftest import ROOT

DOCS = ROOT / "docs"
CONSOLE = re.compile(r"```console\n\$ backproof (.+)\n((?:.*\n)*?)```")
EXAMPLES = [
    (page.name, command, output)
    for page in sorted(DOCS.glob("*.md"))
    for command, output in CONSOLE.findall(page.read_text(encoding="utf-8"))
]


@pytest.mark.sample(1)
@pytest.mark.parametrize(("page", "command", "output"), EXAMPLES)
def test_an_example_prints_what_the_page_shows(page: str, command: str, output: str) -> None:
    words = [sys.executable, "-m", "backproof", *shlex.split(command)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{page}: {done.stderr}"
    assert done.stdout.startswith(output), done.stdout


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The reference pages, made in a process of their own, as the site makes them."""
    folder = tmp_path_factory.mktemp("pages")
    program = (
        "import sys; from pathlib import Path; sys.argv[0] = 'backproof'; "
        "sys.path[:0] = ['docs/generators', '.']; "
        "import references; "
        f"[Path({str(folder)!r}, n).write_text(p(), 'utf-8') for n, p in references.PAGES.items()]"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.slow
def test_every_command_and_option_is_listed(pages: dict[str, str]) -> None:
    from backproof.cli import COMMANDS

    for name in COMMANDS:
        assert f"Usage: backproof {name}" in pages["command-line"]
    assert "build.py" not in pages["command-line"].replace("`build.py`", "").partition("## completion")[0]
    for option in ("--wrt", "--engine", "--no-cache", "--from", "--traceback"):
        assert option in pages["command-line"]


def test_every_command_of_formulas_is_listed(pages: dict[str, str]) -> None:
    from backproof.texts.commands import COMMANDS, ENVIRONMENTS

    for name in COMMANDS:
        assert f"`\\{name}" in pages["formulas"]
    for name in ENVIRONMENTS:
        assert f"`{name}`" in pages["formulas"]


def keys(table: dict[str, object]) -> set[str]:
    """Return the keys of a table and of the lists of tables in it, but not of what a user names."""
    found = set(table)
    for value in table.values():
        for item in value if isinstance(value, list) else ():
            found |= keys(item) if isinstance(item, dict) else set()
    return found


@pytest.mark.parametrize(
    "file", sorted((ROOT / "solutions" / "terms").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_key_of_a_term_is_listed(pages: dict[str, str], file: Path) -> None:
    term = tomllib.loads(file.read_text(encoding="utf-8"))
    # A solver of the homework's own may read keys of its own.
    term["questions"] = [question for question in term["questions"] if "kind" in question]
    for key in keys(term):
        assert f"| `{key}` |" in pages["term-file"]


def test_every_function_and_kind_is_listed(pages: dict[str, str]) -> None:
    for name in (*FUNCTIONS, *OPERATION, *MISSING):
        assert f"| `{name}` |" in pages["expressions"]
    for name in DEFINITION:
        assert f"`{name}" in pages["expressions"]
    for name in KINDS:
        assert f"## {name}\n" in pages["kinds"]
        assert f'kind = "{name}"' in pages["kinds"]


def test_every_page_is_in_a_table_of_contents() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert page.stem == "index" or f"\n{page.stem}\n" in index
