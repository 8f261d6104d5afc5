"""The head of a generated function: its signature, a docstring with the shapes, and the check of them."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backproof.calculus.expression import Shape, Size, Variable
from backproof.calculus.numpy_ops import INDENT, WIDTH

SPACES = " " * INDENT


@dataclass(frozen=True)
class Head:
    """A function's name and arguments; `shaped` are the arguments whose shapes are known.

    `sizes` are the local names of the sizes, which the check of the shapes takes from the arguments.
    """

    name: str
    arguments: tuple[str, ...]
    shaped: tuple[Variable, ...]
    sizes: Mapping[str, str]

    def signature(self, free: Sequence[str] = ()) -> str:
        """The line `def name(arguments):`, after the arguments those sizes that none of them has."""
        names = [*self.arguments, *free]
        line = f"def {self.name}({', '.join(names)}):"
        if len(line) <= WIDTH:
            return line
        return f"def {self.name}(\n{_wrapped(names, SPACES)},\n):"

    def check(self) -> list[str]:
        """The statements that refuse an array of another shape; none where all arguments are numbers."""
        arrays = self.arrays
        if not arrays:
            return []
        lines = self._size_lines() if self.sizes else []
        conditions = [f"{array.name}.shape != {self._expected(array)}" for array in arrays]
        if not self.sizes:
            conditions = [self._alone(array) for array in arrays]
        conditions += [f"np.size({item.name}) != 1" for item in self.shaped if item.is_scalar]
        return [*lines, *_if(conditions), *_raise(self._message())]

    @property
    def arrays(self) -> tuple[Variable, ...]:
        """The arguments that are no numbers."""
        return tuple(item for item in self.shaped if not item.is_scalar)

    def _size_lines(self) -> list[str]:
        sources = [_source(size, self.arrays) for size in self.sizes]
        line = f"{', '.join(self.sizes.values())} = {', '.join(sources)}"
        if len(line) <= WIDTH - INDENT:
            return [line]
        return [f"{name} = {source}" for name, source in zip(self.sizes.values(), sources, strict=True)]

    def _expected(self, array: Variable) -> str:
        return "({}, {})".format(*(self.sizes.get(str(size), size) for size in array.shape))

    def _alone(self, array: Variable) -> str:
        """The condition where no size is shared: two axes, or a column."""
        if array.shape[1] == 1:
            return f"{array.name}.shape != ({array.name}.size, 1)"
        if array.shape[0] == 1:
            return f"{array.name}.shape != (1, {array.name}.size)"
        return f"{array.name}.ndim != 2"

    def _message(self) -> str:
        first, *others = [f"{array.name} must be {shape_text(array.shape)}" for array in self.arrays]
        texts = [first, *(text.replace(" must be", "") for text in others)]
        texts += [f"{item.name} a number" for item in self.shaped if item.is_scalar]
        return ", ".join(texts)


def head(
    name: str, arguments: Sequence[str], known: Iterable[Variable], taken: Iterable[str]
) -> Head:
    """The head of a function; sizes get local names that are not `taken`, unless they are needless."""
    by_name = {variable.name: variable for variable in known}
    shaped = tuple(by_name[item] for item in arguments if item in by_name)
    arrays = [item for item in shaped if not item.is_scalar]
    counts = Counter(size for array in arrays for size in array.shape if isinstance(size, str))
    fixed = any(isinstance(size, int) and size > 1 for array in arrays for size in array.shape)
    if not fixed and (len(arrays) == 1 or all(_is_free(array) for array in arrays)):
        if all(count == 1 for count in counts.values()):
            counts = Counter()
    names = {*taken, *arguments}
    sizes = {size: size if size not in names else f"size_{size}" for size in counts}
    return Head(name, tuple(arguments), shaped, sizes)


def _is_free(array: Variable) -> bool:
    return 1 not in array.shape


def _source(size: str, arrays: Sequence[Variable]) -> str:
    """Where a size is read: the rows of an array that has it, or else columns, as the last axis."""
    for array in arrays:
        if array.shape[0] == size:
            return f"{array.name}.shape[0]"
    return next(f"{array.name}.shape[-1]" for array in arrays if array.shape[1] == size)


def _if(conditions: Sequence[str]) -> list[str]:
    line = f"if {' or '.join(conditions)}:"
    if len(line) <= WIDTH - INDENT:
        return [line]
    first, *others = conditions
    return ["if (", f"{SPACES}{first}", *(f"{SPACES}or {item}" for item in others), "):"]


def _raise(message: str) -> list[str]:
    line = f'{SPACES}raise ValueError("{message}")'
    if len(line) <= WIDTH - INDENT:
        return [line]
    parts = textwrap.wrap(message, WIDTH - 4 * INDENT, break_on_hyphens=False)
    quoted = [f'{2 * SPACES}"{part} "' for part in parts[:-1]] + [f'{2 * SPACES}"{parts[-1]}"']
    return [f"{SPACES}raise ValueError(", *quoted, f"{SPACES})"]


def docstring(summary: str, details: str = "") -> list[str]:
    """The lines of a docstring, as long as a line may be."""
    one = f'"""{summary}"""'
    if not details and len(one) <= WIDTH - INDENT:
        return [one]
    first, *others = _sentences(f'"""{summary}')
    body = ["", *_sentences(details)] if details else []
    return [first, *others, *body, '"""']


def _sentences(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - INDENT, break_on_hyphens=False, break_long_words=False)


def shapes_text(items: Iterable[Variable]) -> str:
    """The shapes of arguments in words: `Shapes: x (d, 1), W (p, d); c is a number.`"""
    arrays = [item for item in items if not item.is_scalar]
    if not arrays:
        return ""
    return f"Shapes: {', '.join(f'{item.name} {shape_text(item.shape)}' for item in arrays)}."


def shape_text(shape: tuple[Size, Size] | Shape) -> str:
    """A shape as numpy shows it: (p, d)."""
    return f"({shape[0]}, {shape[1]})"


def returned(names: Sequence[str]) -> str:
    """The statement that returns these names."""
    line = f"return {', '.join(names)}"
    if len(line) <= WIDTH - INDENT:
        return line
    return f"return (\n{_wrapped(names, 2 * SPACES)},\n{SPACES})"


def _wrapped(names: Sequence[str], indent: str) -> str:
    return textwrap.fill(
        ", ".join(names), WIDTH - 1, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
