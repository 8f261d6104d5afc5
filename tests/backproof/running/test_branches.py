"""Branches that no call takes are named with line and missing outcome; those taken are not."""

import ast
from pathlib import Path

import pytest

from backproof.running.branches import RECORDER, recorder, recording, untaken
from backproof.running.runner import call_function

# A function's body, and what of it is not reached with -1, 1 and 2: line, text, missing outcome.
CASES = [
    ("if x > 5:\n        return 0\n    return x", [(2, "x > 5", True)]),
    ("if x > 0:\n        return 0\n    return x", []),
    ("return 0 if x > 5 else x", [(2, "x > 5", True)]),
    ("return 0 if x < 5 else x", [(2, "x < 5", False)]),
    ("return x if x > 0 and x < 5 else 0", [(2, "x < 5", False)]),
    ("return x if x < 0 or x > 5 else 0", [(2, "x > 5", True)]),
    ("return (x < 5) and x", [(2, "x < 5", False)]),
    ("while x > 5:\n        x -= 1\n    return x", [(2, "x > 5", True)]),
    ("while True:\n        return x", []),
    ("return [a for a in (1, 2) if a < 5]", [(2, "a < 5", False)]),
    ("for _ in range(0):\n        x += 1\n    return x", [(2, "for", True)]),
    ("try:\n        return x\n    except ValueError:\n        return 0", [(4, "except", True)]),
    ("match x:\n        case 7:\n            return 0\n    return x", [(3, "case 7", True)]),
    # A side that raises returns nothing that could be wrong.
    ("if x > 5:\n        raise ValueError\n    return x", []),
    ("if x > 5 or x < -5:\n        x = 0\n        raise ValueError(x)\n    return x", []),
    ("if x < 5:\n        return x\n    else:\n        raise ValueError", []),
    (
        "if x > 5:\n        return 0\n    elif x > 6:\n        raise ValueError\n    return x",
        [(2, "x > 5", True)],
    ),
    # What lies inside of a branch that was not taken is told by that branch.
    (
        "if x > 5:\n        for _ in (1,):\n            x = 0 if x > 6 else 1\n    return x",
        [(2, "x > 5", True)],
    ),
    ("def g(t):\n        return 0 if t > 5 else t\n    return g(x)", [(3, "t > 5", True)]),
]


@pytest.mark.parametrize(("body", "missing"), CASES)
def test_what_was_not_reached(body: str, missing: list[tuple[int, str, bool]]) -> None:
    source = f"def f(x):\n    {body}\n"
    taken: set[tuple[int, bool]] = set()
    names: dict[str, object] = {RECORDER: recorder(taken)}
    exec(compile(recording(ast.parse(source)), "f.py", "exec"), names)
    plain: dict[str, object] = {}
    exec(source, plain)
    for x in (-1, 1, 2):
        assert names["f"](x) == plain["f"](x)  # type: ignore[operator]
    found = [(branch.line, branch.text, outcome) for branch, outcome in untaken(source, taken, {"f"})]
    assert found == missing


def test_the_docstring_stays_one() -> None:
    names: dict[str, object] = {RECORDER: recorder(set())}
    exec(compile(recording(ast.parse('def f(x):\n    "Say."\n    return x\n')), "f.py", "exec"), names)
    assert names["f"].__doc__ == "Say."


def test_a_call_tells_the_sides_that_it_took(tmp_path: Path) -> None:
    source = "f = lambda x: x if x.shape[0] < 40 else 2 * x\n"
    path = tmp_path / "homework.py"
    path.write_text(source, encoding="utf-8")
    calls = call_function(path, "f", [[[[1.0]]], [[[2.0], [3.0]]]])
    assert [array.tolist() for (array,) in calls.returned] == [[[1.0]], [[2.0], [3.0]]]
    ((branch, outcome),) = untaken(source, calls.taken, {"f"})
    assert (branch.text, outcome) == ("x.shape[0] < 40", False)
