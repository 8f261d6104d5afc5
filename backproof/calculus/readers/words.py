"""The functions that a reader of mathematics knows by name, in both notations."""

from __future__ import annotations

from backproof.calculus.readers.joint import JOINT
from backproof.calculus.readers.spelling import Spelling, spelling

# The functions that have these names in every textbook, and in numpy.
ELEMENTARY = (
    *("exp", "log", "sqrt", "abs", "sign"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"),
)
_WORDS = (
    *(*ELEMENTARY, "erf", "sigmoid", "softplus", "relu"),
    *("tr", "det", "max", "min", "ismax", "lse", "diag", "diagvec", "softmax"),
    *(name for name, joint in JOINT.items() if not joint.sign),
)
FUNCTIONS: dict[Spelling, str] = {spelling(word, "", (), ()): word for word in _WORDS} | {
    spelling("sigma", "", (), ()): "sigmoid",
    spelling("ReLU", "", (), ()): "relu",
    spelling("softmax", "", (), ("row",)): "rowsoftmax",
    spelling("lse", "", (), ("row",)): "rowlse",
}
