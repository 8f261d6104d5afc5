"""Imports are found wherever a statement can stand."""

import ast
from pathlib import Path

import pytest

from backproof.building.closure import imports

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
"""


def test_imports_of_every_kind_of_block() -> None:
    found = set(imports("solutions/kinds/module.py", EVERYWHERE.encode()))
    assert found == {*"abcfghijklmno", "d.e", "solutions.kinds.p.q", "solutions.r"}


@pytest.mark.parametrize("folder", ["backproof", "solutions", "figures"])
def test_no_import_of_the_house_is_missed(folder: str) -> None:
    """Python's own walk over all nodes finds as many."""
    for file in (ROOT / folder).rglob("*.py"):
        tree = ast.parse(file.read_bytes())
        wanted = sum(len(n.names) for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom))
        assert len(list(imports(file.relative_to(ROOT).as_posix(), file.read_bytes()))) == wanted
