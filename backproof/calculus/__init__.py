"""Matrix calculus: any gradient as a person would write it, with its derivation and its evidence.

The names below are imported when they are first used, so that the checks can be imported without the engine.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backproof.calculus.derivations import Derivation, Derivations, derive, derive_all
    from backproof.calculus.evaluation.evaluate import evaluate
    from backproof.calculus.language.parsing import parse
    from backproof.calculus.language.tree import to_text
    from backproof.calculus.numpy_code.function import numpy_function
    from backproof.calculus.printing.latex import to_latex
    from backproof.calculus.printing.tables import computation_graph, subexpressions

__all__ = [
    "Derivation",
    "Derivations",
    "computation_graph",
    "derive",
    "derive_all",
    "evaluate",
    "numpy_function",
    "parse",
    "subexpressions",
    "to_latex",
    "to_text",
]

_MODULES = {
    **dict.fromkeys(("Derivation", "Derivations", "derive", "derive_all"), "derivations"),
    **dict.fromkeys(("computation_graph", "subexpressions"), "printing.tables"),
    "evaluate": "evaluation.evaluate",
    "numpy_function": "numpy_code.function",
    "parse": "language.parsing",
    "to_latex": "printing.latex",
    "to_text": "language.tree",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
