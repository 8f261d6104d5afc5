"""Matrix calculus: any gradient as a person would write it, with its derivation and its evidence."""

from backproof.calculus.derive import Derivation, Derivations, derive, derive_all
from backproof.calculus.evaluate import evaluate
from backproof.calculus.latex import to_latex
from backproof.calculus.parsing import parse
from backproof.calculus.text import to_text

__all__ = ["Derivation", "Derivations", "derive", "derive_all", "evaluate", "parse", "to_latex", "to_text"]
