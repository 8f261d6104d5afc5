"""The conventions of a text: the meaning of `*`, of factors side by side, and of the axes of a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.calculus.spelling.token import Token

# Libraries and their rooms: `np.linalg.norm(x)` is norm(x).
MODULES = frozenset(
    (
        *(
            "np",
            "numpy",
            "jnp",
            "jax",
            "torch",
            "tf",
            "scipy",
            "math",
            "linalg",
            "special",
            "nn",
            "functional",
        ),
        *("onp", "anp", "npl", "nla", "spla", "cp", "cupy", "lax", "optax", "keras", "losses", "tensorflow"),
    )
)
# Methods of arrays, which may stand after the point of a variable F; any other name there is a function of
# torch.nn.functional.
_METHODS = frozenset(
    (
        *("T", "mT", "abs", "add", "clip", "clamp", "copy", "cos", "det", "diag", "diagonal", "div", "dot"),
        *("exp", "flatten", "inv", "inverse", "item", "log", "logdet", "matmul", "max", "mean", "min", "mm"),
        *("mul", "mv", "neg", "norm", "pow", "prod", "ravel", "reshape", "shape", "sin", "size", "sqrt"),
        *("square", "std", "sub", "sum", "t", "trace", "transpose", "var", "view"),
    )
)
_OF_NUMPY = ("@", "**", "//")
_OF_MATLAB = ("'", ".*", "./", ".^", ".\\", "\\")
_ON_PAPER = ("·", "×", "||", "⊗")
_OF_MATHEMATICS = ("^", *_ON_PAPER)


@dataclass(frozen=True)
class Dialect:
    """The conventions of a text.

    `juxtaposes`: factors may stand side by side, and functions before their argument. `splits_words`:
    `Ax` may be A x. `star_is_product`: `*` is the product of matrices. `first_axis` is the number of the
    axis of rows. `is_numpy`: the text is Python's, where a vector may have one axis.
    """

    juxtaposes: bool = False
    splits_words: bool = False
    star_is_product: bool = False
    first_axis: int = 0
    is_numpy: bool = False


_NUMPY = Dialect(is_numpy=True)


def dialect_of(tokens: Sequence[Token], *, is_latex: bool, is_ascii: bool, library: str = "") -> Dialect:
    """Return the conventions of a text by the signs that it uses, and by the library that it names."""
    if is_latex:
        return Dialect(juxtaposes=True, star_is_product=True)
    if any(token.is_(*_OF_NUMPY) or _is_transpose(tokens, at) for at, token in enumerate(tokens)):
        return _NUMPY if is_ascii else Dialect(juxtaposes=True, splits_words=True, is_numpy=True)
    of_matlab = (
        library == "MATLAB" or any(token.is_(*_OF_MATLAB) for token in tokens) or _has_range_or_rows(tokens)
    )
    of_mathematics = any(token.is_(*_OF_MATHEMATICS) for token in tokens)
    outside = _outside_of_brackets(tokens)
    if of_matlab or of_mathematics:
        is_loose = (
            any(token.is_(*_ON_PAPER) for token in tokens)
            or not is_ascii
            or any(map(_side_by_side, outside, outside[1:]))
        )
        return Dialect(True, True, True, first_axis=int(of_matlab and not is_loose))
    if is_ascii and (library == "NumPy" or any(token.is_(".") for token in tokens)):
        return _NUMPY
    return Dialect(juxtaposes=True, splits_words=not is_ascii)


def is_function_of_torch(name: Sequence[Token]) -> bool:
    """True for a name and the parenthesis after it that stand after `F.`, unless F is an array."""
    return len(name) == 2 and name[0].text not in _METHODS and name[1].is_("(")


def _side_by_side(left: Token, right: Token) -> bool:
    """True for two factors without a sign between them; a name before a parenthesis is a call."""
    ends = left.kind == "number" or left.is_(")", "'")
    return ends and (right.kind in ("name", "number") or right.is_("("))


def _outside_of_brackets(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens that stand in no square brackets, with these."""
    found, depth = [], 0
    for token in tokens:
        depth -= token.is_("]")
        if depth <= 0:
            found.append(token)
        depth += token.is_("[")
    return found


def _has_range_or_rows(tokens: Sequence[Token]) -> bool:
    """True for a colon in parentheses, as in A(2, :), and for rows in brackets, as in [1 2; 3 4]."""
    opened: list[str] = []
    for token in tokens:
        if token.is_("(", "["):
            opened.append(token.text)
        elif token.is_(")", "]"):
            del opened[-1:]
        elif (opened[-1:], token.text) in ((["("], ":"), (["["], ";")):
            return True
    return False


def _is_transpose(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at].text == "T" and tokens[at - 1].is_(".")
