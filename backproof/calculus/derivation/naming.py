"""Names for the intermediate values of an expression: the user's own, and fitting letters for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from backproof.calculus.language.blocks import Slice
from backproof.calculus.language.cases import inside_cases
from backproof.calculus.language.expression import (
    Add,
    Elementwise,
    Joint,
    MatMul,
    Multiply,
    Named,
    Number,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.letters import letter_unicode
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.regroup import regrouped
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.traversal import named_parts, sizes, variables
from backproof.calculus.language.tree import Expression, fold, walk
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.diagnostic import Diagnostic, InputError

# The letters customary in textbooks.
_LETTERS = {
    "argument": "z",
    "activation": "h",
    "residual": "r",
    "matrix": "M",
    "probability": "s",
    "part": "u",
}
_RESERVED = {"ones", "eye", *OPERATION, *FUNCTIONS}
_WORTH_NAMING = 4
_NAMED_IF_REPEATED = Add | Subtract | MatMul | Elementwise | Structural | Joint | Multiply


def _with_names(expression: Expression, wrt: Sequence[Variable], taken: Iterable[str] = ()) -> Expression:
    """Name the parts of the expression that depend on `wrt`, in order of evaluation."""
    expression = regrouped(expression, _roles(expression))
    roles = _roles(expression)
    roles = {part: role for part, role in roles.items() if any(variable in walk(part) for variable in wrt)}
    counts = Counter(_letter_of(role, part) for part, role in roles.items())
    names = fresh_names(taken_names(expression) | set(taken))

    def visit(part: Expression, children: list[Expression]) -> Expression:
        rebuilt = part.with_children(*children) if children else part
        role = roles.get(part)
        if role is None:
            return rebuilt
        letter = _letter_of(role, part)
        return Named(names(letter, counts[letter] > 1), rebuilt)

    return fold(expression, visit)


def _letter_of(role: str, part: Expression) -> str:
    """Return the letter for a part in its role: capital for a matrix."""
    letter = _LETTERS[role]
    return letter.upper() if 1 not in part.shape else letter


def named_whole(expression: Expression, wrt: Sequence[Variable], taken: Sequence[str] = ()) -> Named:
    """Return the whole as a named value with its parts named, avoiding the names that are taken."""
    if isinstance(expression, Named):
        named = _with_names(expression.value, wrt, {expression.name, *taken})
        return Named(expression.name, named)
    letter = "f" if 1 in expression.shape and not expression.is_scalar else "F"
    name = fresh_names(taken_names(expression).union(taken))(letter, False)
    return Named(name, _with_names(expression, wrt, {name, *taken}))


def taken_names(expression: Expression) -> set[str]:
    """Return every name that already has a meaning."""
    own = {variable.name for variable in variables(expression)} | {
        part.name for part in named_parts(expression)
    }
    return own | set(sizes(expression)) | _RESERVED


def fresh_names(taken: set[str]) -> Callable[..., str]:
    """Return a supply of names: the letter itself, or the letter with a number if several are needed.

    A name is not taken if it would be printed like another: x_i_bar like x_bar_i.
    """
    printed = {letter_unicode(name) for name in taken}

    def name(letter: str, numbered: bool = False) -> str:
        candidates = _numbered(letter) if numbered else chain((letter,), _numbered(letter))
        found = next(candidate for candidate in candidates if letter_unicode(candidate) not in printed)
        taken.add(found)
        printed.add(letter_unicode(found))
        return found

    return name


def _numbered(letter: str) -> Iterator[str]:
    # After an accent a number is an index: z_bar1 is no letter with a bar.
    mark = "_" if "_" in letter else ""
    return (f"{letter}{mark}{number}" for number in range(1, 10_000))


def check_letters(names: Iterable[str]) -> None:
    """Reject names that are printed alike; raises InputError."""
    known: dict[str, str] = {}
    for name in names:
        other = known.setdefault(letter_unicode(name), name)
        if other != name:
            message = f"'{other}' and '{name}' are both printed as {letter_unicode(name)}"
            raise InputError(Diagnostic(message, hint="choose another name for one of them"))


def _roles(expression: Expression) -> dict[Expression, str]:
    """Return the parts that deserve a name, each with its role."""
    roles: dict[Expression, str] = {}
    order = walk(expression)
    already = {part.value for part in order if isinstance(part, Named)} | inside_cases(expression)
    for parent in order:
        for child in parent.children:
            role = _role(parent, child)
            inner = child
            if role and inner not in already and inner is not expression:
                roles.setdefault(inner, role)
    for part in _repeated(expression):
        if part not in already:
            roles.setdefault(part, "part")
    return {part: roles[part] for part in order if part in roles}


def _role(parent: Expression, child: Expression) -> str | None:  # noqa: PLR0911 (one per role)
    if not is_composite(child):
        return None
    if isinstance(parent, Reduce) and parent.name == "norm":
        return "residual"
    if (
        isinstance(parent, Elementwise)
        and parent.function.name == "log"
        and isinstance(child, Structural | Reduce)
    ):
        return None
    if isinstance(parent, Elementwise) or (
        isinstance(parent, Structural | Reduce) and "softmax" in parent.name
    ):
        return "argument"
    if isinstance(parent, Reduce) and parent.name in ("lse", "norm1"):
        return "argument"
    if (isinstance(parent, Structural) and parent.name == "inv") or (
        isinstance(parent, Reduce) and "det" in parent.name
    ):
        return "matrix"
    if isinstance(parent, Power) and not (isinstance(child, Reduce) and child.name == "norm"):
        return "part"
    if isinstance(parent, MatMul | Multiply | Transpose) and isinstance(child, Elementwise):
        return "activation"
    if isinstance(parent, MatMul | Multiply) and isinstance(child, Structural) and "softmax" in child.name:
        return "probability"
    return None


def is_composite(part: Expression) -> bool:
    """True if a part is more than a variable, a number, a name, or the transpose or entries of one."""
    if isinstance(part, Variable | Number | Named) or not part.children:
        return False
    if isinstance(part, Slice):
        return is_composite(part.operand)
    return len(part.children) > 1 or not isinstance(part, Transpose)


def _repeated(expression: Expression) -> list[Expression]:
    """Return the composite parts that occur several times."""
    uses = Counter(child for part in walk(expression) for child in part.children)
    length = Lengths()
    return [
        part
        for part, count in uses.items()
        if count > 1 and isinstance(part, _NAMED_IF_REPEATED)
        if length(part) >= _WORTH_NAMING
    ]
