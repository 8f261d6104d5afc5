"""Each worker imports a part of the tests' modules early, as pytest does when it collects them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.collecting import import_early, module_names


def test_the_names_are_those_that_pytest_gives(request: pytest.FixtureRequest) -> None:
    functions = [item for item in request.session.items if isinstance(item, pytest.Function)]
    assert {function.module.__name__ for function in functions} <= {*module_names()}
    assert all(sys.modules[function.module.__name__] is function.module for function in functions)


@pytest.mark.parametrize("line", ["1 / 0", "import pytest; pytest.importorskip('no_such_package')", "x ="])
def test_a_module_that_cannot_be_imported_is_left_to_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    (tmp_path / "broken_one.py").write_text(line, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import_early("broken_one")
    assert "broken_one" not in sys.modules
