"""Matrix calculus: any gradient as a person would write it, with its derivation and its evidence."""

from backproof.calculus.derive import Derivation, Derivations, derive, derive_all
from backproof.calculus.evaluate import evaluate
from backproof.calculus.latex import to_latex
from backproof.calculus.numpy_code import numpy_function
from backproof.calculus.parsing import parse
from backproof.calculus.tables import computation_graph, subexpressions
from backproof.calculus.text import to_text

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
