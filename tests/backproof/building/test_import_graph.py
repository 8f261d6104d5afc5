"""Imports are found wherever a statement can stand."""

import ast
import sysconfig
from pathlib import Path

import pytest

from backproof.building.import_graph import imports

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
            found |= {alias.name for alias in node.names}
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


@pytest.mark.parametrize("folder", ["backproof", "solutions", "figures"])
def test_the_imports_of_the_house(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        name, source = file.relative_to(ROOT).as_posix(), file.read_bytes()
        assert set(imports(name, source)) == by_syntax_tree(name, source)


def test_a_byte_order_mark_hides_no_import() -> None:
    source = b"\xef\xbb\xbfimport a\nfrom .b import c\n"
    assert set(imports("solutions/q.py", source)) == by_syntax_tree("solutions/q.py", source)
    assert "a" in set(imports("solutions/q.py", source))


def test_no_import_of_the_standard_library_is_missed() -> None:
    """Every third file: some have imports in their strings, and those are taken for some, too."""
    found, more = 0, 0
    for file in sorted(Path(sysconfig.get_path("stdlib")).glob("[a-z]*/**/*.py"))[::3]:
        if {"site-packages", "test", "tests", "lib2to3"} & set(file.parts):
            continue
        name, source = f"a/b/c/{file.name}", file.read_bytes()
        wanted, got = by_syntax_tree(name, source), set(imports(name, source))
        assert wanted <= got, file
        found, more = found + len(wanted), more + len(got - wanted)
    assert found > 300
    assert more < found / 20
