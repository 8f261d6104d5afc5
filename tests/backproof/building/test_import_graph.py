"""Imports are found wherever a statement can stand."""

import ast
import itertools
import random
import sysconfig
from pathlib import Path

import pytest

from backproof.building.import_graph import ImportGraph, imports
from backproof.building.sources import digest

ROOT = Path(__file__).parents[3]
EVERYWHERE = """
import a
if x:
    import b
elif y:
    import c
else:
    from d import e
for _ in z:
    import f
else:
    import g
while x:
    import h
try:
    import i
except A:
    import j
else:
    import k
finally:
    import l
with x:
    import m
match x:
    case 1:
        import n
class C:
    import o
    async def f(self):
        async with x:
            from .p import q
        def g():
            from .. import r
if x: import s; from .t import u, v as w
from . \\
    import (  # one (or two)
        y,  # another
        z as c2,
    )
import p1.p2 as p3, \\
    p4
from .\
q1.q2 import q3; import q4  # and no more
try: from.q5 import*
except A: pass
"""


def by_syntax_tree(name: str, source: bytes) -> set[str]:
    """Python's own walk over all nodes."""
    package = name.split("/")[:-1]
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {
                name
                for alias in node.names
                for name in itertools.accumulate(alias.name.split("."), "{}.{}".format)
            }
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}".removesuffix(".*") for alias in node.names}
    return found


def told(name: str, source: bytes) -> set[str]:
    """The modules of all imports, of those for type checkers as well."""
    return {found.rpartition("=")[2].removesuffix(".*") for found in imports(name, source)}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_imports_of_every_kind_of_block(line_end: str) -> None:
    name, source = "solutions/kinds/module.py", EVERYWHERE.replace("\n", line_end).encode()
    assert len(by_syntax_tree(name, source)) == 27
    assert told(name, source) == by_syntax_tree(name, source)


@pytest.mark.parametrize("folder", ["backproof", "solutions", "figures"])
def test_the_imports_of_the_house(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        name, source = file.relative_to(ROOT).as_posix(), file.read_bytes()
        assert told(name, source) == by_syntax_tree(name, source)


def test_a_byte_order_mark_hides_no_import() -> None:
    source = b"\xef\xbb\xbfimport a\nfrom .b import c\n"
    assert told("solutions/q.py", source) == by_syntax_tree("solutions/q.py", source)
    assert "a" in set(imports("solutions/q.py", source))


def test_words_in_a_string_are_no_import() -> None:
    source = b'"""Read it:\nimport a\n"""\nx = """\nfrom b import c\n"""\nimport d\n'
    assert told("solutions/q.py", source) == {"d"}


@pytest.mark.parametrize("source", [b"import a\nif", b"import a\0", b"\xff\xfe"])
def test_a_file_that_is_no_python_imports_nothing(source: bytes) -> None:
    assert not set(imports("solutions/q.py", source))


def test_the_imports_of_the_standard_library() -> None:
    """Every third file."""
    found = 0
    for file in sorted(Path(sysconfig.get_path("stdlib")).glob("[a-z]*/**/*.py"))[::3]:
        if {"site-packages", "test", "tests", "lib2to3"} & set(file.parts):
            continue
        name, source = f"a/b/c/{file.name}", file.read_bytes()
        wanted = by_syntax_tree(name, source)
        assert told(name, source) == wanted, file
        found += len(wanted)
    assert found > 300


def test_what_a_package_imports_when_it_is_used_concerns_those_who_use_it(tmp_path: Path) -> None:
    sources = {
        "p/__init__.py": "if TYPE_CHECKING:\n    from p.a import one as first\n    from p.b import two\n",
        "p/a.py": "import c",
        "p/b.py": "",
        "c.py": "",
        "by_name.py": "from p import first",
        "another.py": "from p import two",
        "whole.py": "import p",
        "below.py": "import p.b",
        "all.py": "from p import *",
        "neither.py": "from p import other",
        "module.py": "if TYPE_CHECKING:\n    from c import d",
    }
    for name, text in sources.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found = graph(tmp_path)
    reached = {name: found.of(name) & sources.keys() - {"p/__init__.py"} for name in ("by_name", "another")}
    assert reached == {"by_name": {"by_name.py", "p/a.py", "c.py"}, "another": {"another.py", "p/b.py"}}
    for name in ("whole", "below", "all"):
        assert {"p/a.py", "p/b.py", "c.py"} <= found.of(name)
    assert not {"p/a.py", "p/b.py"} & found.of("neither")
    assert "c.py" in found.of("module")


NAMES = ("p", "p.a", "p.b", "p.c", "p.q", "p.q.d", "p.q.e", "r")


def written(folder: Path, module: str, chosen: random.Random) -> None:
    """Write a module that imports a few others, some of which may not be there; a package, or a file."""
    lines = [f"import {name}" for name in chosen.sample(NAMES, chosen.randrange(3))]
    path = folder / module.replace(".", "/")
    file = path / "__init__.py" if module in ("p", "p.q") else path.with_suffix(".py")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*lines, f"x = {chosen.random()}"]), "utf-8")


def graph(folder: Path) -> ImportGraph:
    files = {path.relative_to(folder).as_posix(): str(path) for path in folder.rglob("*.py")}
    return ImportGraph(files, {name: digest(Path(path).read_bytes()) for name, path in files.items()}, {})


def looked_up(module: str, files: dict[str, str]) -> set[str]:
    """Every file that Python would read or look for when it runs all imports below a module."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        parts = waiting.pop().split(".")
        for end in range(1, len(parts) + 1):
            for name in ("/".join(parts[:end]) + ".py", "/".join(parts[:end]) + "/__init__.py"):
                if name not in found:
                    found.add(name)
                    source = Path(files[name]).read_bytes() if name in files else b""
                    waiting += by_syntax_tree(name, source)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_a_change_concerns_the_modules_that_reached_it(tmp_path: Path, seed: int) -> None:
    """Judged by what the modules reached before the change: now the changed sources import other ones."""
    chosen = random.Random(seed)
    for module in chosen.sample(NAMES, 6):
        written(tmp_path, module, chosen)
    before = graph(tmp_path)
    reached = {module: looked_up(module, dict(before.sources)) for module in NAMES}
    kept = before.facts
    for _ in range(chosen.randrange(4)):
        if chosen.random() < 0.3 and (there := sorted(tmp_path.rglob("*.py"))):
            chosen.choice(there).unlink()
        else:
            written(tmp_path, chosen.choice(NAMES), chosen)
    now = graph(tmp_path)
    changed = {name for name, _ in before.digests.items() ^ now.digests.items()}
    for module in NAMES:
        present = now.present(module, kept)
        concerned = {name.removeprefix("source ") for name, _ in kept.items() ^ present.items()}
        assert bool(concerned) == bool(changed & reached[module]), module
        assert concerned <= changed
