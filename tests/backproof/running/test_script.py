"""A script is cut, filled and judged by its syntax tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backproof.diagnostic import InputError
from backproof.running.script import Excerpt, check_imports, excerpt, fill, signature

SCRIPT = '''\
"""Doc."""
import numpy as np

RATE = 0.1   # learning rate
SIZES: list = [1,
   2]


# The gradients,
# both of them.
@decorated
def compute_gradients(x, y, W1, W2):
    """Fill me."""
    return   None   # odd spacing \u2028 stays


class Model:
    # One step.
    def step(self, rate, *, fast=False):
        pass

π = 3; second = 4
if __name__ == "__main__":
    print(compute_gradients(1, 2, 3, 4))
'''


def test_an_excerpt_brings_decorators_and_comments() -> None:
    lines = SCRIPT.split("\n")
    assert excerpt(SCRIPT, "compute_gradients") == Excerpt("\n".join(lines[8:14]) + "\n", 9, 14)
    assert excerpt(SCRIPT, "Model.step") == Excerpt("\n".join(lines[17:20]) + "\n", 18, 20)
    assert excerpt(SCRIPT, "Model").first_line == 17


def test_signature() -> None:
    assert signature(SCRIPT, "compute_gradients") == ("x", "y", "W1", "W2")
    assert signature(SCRIPT, "Model.step") == ("self", "rate")
    with pytest.raises(InputError, match="'Model' is a class; expected a function"):
        signature(SCRIPT, "Model")


@pytest.mark.parametrize("work", [excerpt, signature])
def test_a_missing_function(work) -> None:
    with pytest.raises(
        InputError, match=r"a\.py: error: there is no 'compute_gradient'; .*did you mean 'compute_g"
    ):
        work(SCRIPT, "compute_gradient", "a.py")


def test_filling_leaves_the_rest_byte_for_byte() -> None:
    new = "def compute_gradients(x, y, W1, W2):\n    return 1, 2\n"
    filled = fill(SCRIPT, {"compute_gradients": new, "RATE": "RATE = 0.5", "second": "second = 5"})
    old = SCRIPT[SCRIPT.index("@decorated") : SCRIPT.index("   # odd spacing")]
    assert filled == (
        SCRIPT.replace(old, new.rstrip())
        .replace("RATE = 0.1 ", "RATE = 0.5 ")
        .replace("second = 4", "second = 5")
    )
    assert fill(filled, {}) == filled


def test_filling_with_comments_takes_the_place_of_the_old_ones() -> None:
    filled = fill(SCRIPT, {"compute_gradients": "# New.\ndef compute_gradients(x, y, W1, W2):\n    return 1"})
    assert "# The gradients" not in filled
    assert "   2]\n\n\n# New.\ndef compute_gradients(x, y, W1, W2):\n    return 1   # odd spacing" in filled


def test_filling_keeps_windows_line_ends() -> None:
    filled = fill("a = 1\r\ndef f():\r\n    pass\r\n", {"f": "def f():\n    return 2\n"})
    assert filled == "a = 1\r\ndef f():\r\n    return 2\r\n"


def test_filling_what_is_not_there_or_not_python() -> None:
    with pytest.raises(InputError, match=r"there is no 'RATES'; .*did you mean 'RATE'"):
        fill(SCRIPT, {"RATES": "RATES = 1"})
    with pytest.raises(InputError, match=r"not Python"):
        fill(SCRIPT, {"RATE": "RATE = = 1"})


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0\\'"), max_size=30))
def test_any_text_around_survives_filling(text: str) -> None:
    source = f"a = '{text}'\nRATE = 1 # {text}\nb = '{text}'"
    assert fill(source, {"RATE": "RATE = 2"}) == source.replace("RATE = 1", "RATE = 2")


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("import torch", "1:1", "import of 'torch'; expected numpy and the standard library alone"),
        ("é = 1; import torch.nn as nn, math", "1:8", "import of 'torch.nn'"),
        ("from scipy.special import expit", "1:1", "import of 'scipy.special'"),
        ("from . import helper", "1:1", "import of '.'"),
        ("def f():\n    import jax", "2:5", "import of 'jax'"),
        ("__import__('torch')", "1:1", "'__import__' can import"),
        ("import importlib", "1:1", "import of 'importlib', which can import or run anything"),
        ("from ctypes import CDLL", "1:1", "import of 'ctypes', which"),
        ("x = eval('__imp' + 'ort__')", "1:5", "'eval' can import or run"),
        ("exec('import torch')", "1:1", "'exec' can"),
        ("getattr(x, '__builtins__')", "1:12", "the name '__builtins__' can import"),
        ("x.__loader__", "1:1", "'.__loader__' can import"),
        ("import sys\nsys.modules['os']", "2:1", "'sys.modules' can reach"),
    ],
)
def test_an_import_of_anything_else_is_refused(line: str, place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_imports(line, "a.py")
    (found,) = caught.value.diagnostics
    assert str(found).startswith(f"a.py:{place}: error: {message}")
    assert found.source is not None


def test_all_places_are_told_at_once_and_in_order() -> None:
    with pytest.raises(InputError) as caught:
        check_imports("def f():\n    import b_lib\nimport a_lib\n", "a.py")
    assert [found.line for found in caught.value.diagnostics] == [2, 3]


def test_what_is_allowed() -> None:
    check_imports(
        "import numpy as np\nfrom numpy.linalg import norm\nimport math, re\nre.compile('x')\n", "a.py"
    )
    check_imports("import scipy", "a.py", {"numpy", "scipy"})
    check_imports(SCRIPT, "a.py")


def test_what_is_not_python() -> None:
    with pytest.raises(InputError, match=r"a\.py:2:\d+: error: not Python: "):
        check_imports("x = 1\ny = (", "a.py")
    with pytest.raises(InputError, match="not Python"):
        check_imports("a\0b", "a.py")
