"""Matrix calculus: any gradient in the form a person would write, with its derivation and its evidence."""

from backproof.calculus.derive import Derivation, Derivations, derive, derive_all
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.text import to_text
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
