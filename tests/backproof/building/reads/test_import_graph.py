"""Imports are found wherever a statement can stand."""

import ast
import random
import sysconfig
from pathlib import Path

import pytest

from backproof.building.import_graph import ImportGraph, imports
from backproof.building.sources import Tree, digest

ROOT = Path(__file__).parents[4]
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


class _Running(ast.NodeTransformer):
    """Leaves out what only type checkers read."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return node.orelse if ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING") else node


def by_syntax_tree(name: str, source: bytes) -> set[str]:
    """Python's own walk over all nodes."""
    package = name.split("/")[:-1]
    found = set()
    tree = ast.parse(source)
    for node in ast.walk(tree if name.endswith("__init__.py") else _Running().visit(tree)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                inner = {".".join(parts[:end]) for end in range(1, len(parts))}
                found |= {alias.name} | (set() if alias.asname else inner)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_imports_of_every_kind_of_block(line_end: str) -> None:
    name, source = "solutions/kinds/module.py", EVERYWHERE.replace("\n", line_end).encode()
    assert len(by_syntax_tree(name, source)) == 26
    assert set(imports(name, source)) == by_syntax_tree(name, source)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["backproof", "solutions", "figures"])
def test_the_imports_of_the_house(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        name, source = file.relative_to(ROOT).as_posix(), file.read_bytes()
        assert set(imports(name, source)) == by_syntax_tree(name, source)


def test_a_byte_order_mark_hides_no_import() -> None:
    source = b"\xef\xbb\xbfimport a\nfrom .b import c\n"
    assert set(imports("solutions/q.py", source)) == by_syntax_tree("solutions/q.py", source)
    assert "a" in set(imports("solutions/q.py", source))


@pytest.mark.parametrize("test", ["TYPE_CHECKING", "typing.TYPE_CHECKING"])
def test_imports_for_type_checkers_are_none(test: str) -> None:
    source = f"if {test}:\n    import a\nelse:\n    import b\nif x:\n    import c\n".encode()
    assert set(imports("solutions/q.py", source)) == {"b", "c"}


def test_words_in_a_string_are_no_import() -> None:
    source = b'"""Read it:\nimport a\n"""\nx = """\nfrom b import c\n"""\nimport d\n'
    assert set(imports("solutions/q.py", source)) == {"d"}


@pytest.mark.parametrize("source", [b"import a\nif", b"import a\0", b"\xff\xfe"])
def test_a_file_that_is_no_python_imports_nothing(source: bytes) -> None:
    assert not set(imports("solutions/q.py", source))


@pytest.mark.slow
def test_the_imports_of_the_standard_library() -> None:
    """Every third file."""
    found = 0
    for file in sorted(Path(sysconfig.get_path("stdlib")).glob("[a-z]*/**/*.py"))[::3]:
        if {"site-packages", "test", "tests", "lib2to3"} & set(file.parts):
            continue
        name, source = f"a/b/c/{file.name}", file.read_bytes()
        wanted = by_syntax_tree(name, source)
        assert set(imports(name, source)) == wanted, file
        found += len(wanted)
    assert found > 300


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
        present = now.present([module], kept)
        concerned = {name.removeprefix("source ") for name, _ in kept.items() ^ present.items()}
        assert bool(concerned) == bool(changed & reached[module]), module
        assert concerned <= changed


@pytest.mark.parametrize(
    "init",
    [
        "from p import eager\ndef __getattr__(name):\n    from p import lazy\n",
        "from p import eager\nif TYPE_CHECKING:\n    from p.lazy import x\n",
    ],
)
def test_a_package_on_the_way_is_imported_but_its_functions_are_not_called(tmp_path: Path, init: str) -> None:
    """As with an `__init__` that imports its package's parts when they are first used."""
    texts = {
        "p/__init__.py": init,
        "p/eager.py": "",
        "p/lazy.py": "",
        "p/a.py": "",
        "from_module.py": "from p.a import x",
        "from_package.py": "from p import a",
        "attribute.py": "from p import x",
        "named.py": "import p.a",
        "renamed.py": "import p.a as x",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found = graph(tmp_path)
    reached = {
        module: set(texts) & found.of(module) for module in (path.stem for path in tmp_path.glob("*.py"))
    }
    eager = {"p/__init__.py", "p/eager.py"}
    assert reached["from_module"] == {"from_module.py", "p/a.py", *eager}
    assert reached["from_package"] == {"from_package.py", "p/a.py", *eager}
    assert reached["renamed"] == {"renamed.py", "p/a.py", *eager}
    assert reached["attribute"] == {"attribute.py", *eager, "p/lazy.py"}
    assert reached["named"] == {"named.py", "p/a.py", *eager, "p/lazy.py"}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "other"), [("gradient", "spaces"), ("dimension", "calculus")])
def test_a_kind_reaches_its_own_mathematics_alone(kind: str, other: str) -> None:
    """An edit of one engine must not compute the other's answers again."""
    tree = Tree(str(ROOT), ("solutions", "figures"))
    reached = ImportGraph(tree.files(), tree.digests(), {}).of(f"backproof.kinds.{kind}.solver")
    assert f"backproof/kinds/{kind}/solver.py" in reached
    assert len([name for name in reached if name.startswith("backproof/")]) > 50
    assert not {name for name in reached & set(tree.files()) if name.startswith(f"backproof/{other}/")}
