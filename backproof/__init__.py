"""A homework that cannot be wrong: answers computed, proved, written and set."""

import os
from importlib import import_module

TYPE_CHECKING = False  # as type checkers understand it: the import of `typing` would cost every start 5 ms
if TYPE_CHECKING:
    from backproof.api import Homework, build, derive, dimension, gradcheck

__all__ = ["Homework", "build", "derive", "dimension", "gradcheck"]
__version__ = "0.1.0"

# FLINT checks what sympy's arithmetic finds. Where it is installed, sympy would compute with it by default,
# and the check would no longer be independent.
if os.environ.get("SYMPY_GROUND_TYPES", "auto").lower() in ("auto", "flint"):
    os.environ["SYMPY_GROUND_TYPES"] = "python"


def __getattr__(name: str) -> object:
    """Import the public interface when it is first used: most commands need little of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # The import statement stands above, where it counts only for the modules that use one of the names.
    return getattr(import_module("backproof.api"), name)
