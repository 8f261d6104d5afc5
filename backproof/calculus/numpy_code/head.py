"""The head of a generated function: its signature, a docstring with the shapes, and the shape check."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backproof.calculus.language.expression import Variable
from backproof.calculus.numpy_code.ops import INDENT, WIDTH
from backproof.calculus.primitives.shapes import Shape, Size
from backproof.calculus.primitives.sizes import is_compound, symbols, terms, written

_SPACES = " " * INDENT
_SHAPED = re.compile(r"\w+( must be)? (\(\w+, \w+\)|a number)")
_GLUE = "\0"


@dataclass(frozen=True)
class Head:
    """A function's name and arguments; `shaped` are the arguments whose shapes are known.

    `sizes` are the local names of the sizes, which the shape check reads from the arguments.
    """

    name: str
    arguments: tuple[str, ...]
    shaped: tuple[Variable, ...]
    sizes: Mapping[str, str]
    taken: frozenset[str] = frozenset()

    def signature(self, free: Sequence[str] = ()) -> str:
        """Return the line `def name(arguments):`, with sizes that no argument determines at the end."""
        names = [*self.arguments, *free]
        line = f"def {self.name}({', '.join(names)}):"
        if len(line) <= WIDTH:
            return line
        return f"def {self.name}(\n{_wrapped(names, _SPACES)},\n):"

    def check(self) -> list[str]:
        """Return the statements that reject an array of another shape; none if all arguments are numbers."""
        arrays = self.arrays
        if not arrays:
            return []
        expected = [(f"{array.name}.shape", self._expected(array)) for array in arrays]
        expected += [(f"np.size({item.name})", "1") for item in self.shaped if item.is_scalar]
        if not self.sizes:
            return [*_if(list(map(self._alone, arrays))), *_raise(self._message())]
        return [*self._size_lines(), *self._compared(expected), *_raise(self._message())]

    def _compared(self, expected: Sequence[tuple[str, str]]) -> list[str]:
        """Return the condition: on one line, or with all the shapes in a variable, or one shape per line."""
        conditions = [f"{found} != {wanted}" for found, wanted in expected]
        short = _if(conditions)
        if len(short) == 1 or "shapes" in self.taken:
            return short
        assigned = f"shapes = {', '.join(found for found, _ in expected)}"
        compared = f"if shapes != ({', '.join(wanted for _, wanted in expected)}):"
        fits = max(len(assigned), len(compared)) <= WIDTH - INDENT
        return [assigned, compared] if fits else short

    @property
    def arrays(self) -> tuple[Variable, ...]:
        """The arguments that are not numbers."""
        return tuple(item for item in self.shaped if not item.is_scalar)

    def _size_lines(self) -> list[str]:
        sources = [_source(size, self.arrays) for size in self.sizes]
        line = f"{', '.join(self.sizes.values())} = {', '.join(sources)}"
        if len(line) <= WIDTH - INDENT:
            return [line]
        return [f"{name} = {source}" for name, source in zip(self.sizes.values(), sources, strict=True)]

    def _expected(self, array: Variable) -> str:
        return "({}, {})".format(*(self._code(size, array, axis) for axis, size in enumerate(array.shape)))

    def _code(self, size: Size, array: Variable, axis: int) -> str:
        """Return the code of a size; an array's own length if nothing else determines it."""
        if any(name not in self.sizes for name in symbols(size)):
            return f"{array.name}.shape[{axis}]" if is_compound(size) else str(size)
        parts = [(count, tuple(self.sizes[name] for name in names)) for count, names in terms(size)]
        return written(parts, " * ", " + ")

    def _alone(self, array: Variable) -> str:
        """Return the condition if no size is shared: two axes, or a column."""
        if array.shape[1] == 1:
            return f"{array.name}.shape != ({array.name}.size, 1)"
        if array.shape[0] == 1:
            return f"{array.name}.shape != (1, {array.name}.size)"
        return f"{array.name}.ndim != 2"

    def _message(self) -> str:
        first, *others = [f"{array.name} must be {_shape_text(array.shape)}" for array in self.arrays]
        texts = [first, *(text.replace(" must be", "") for text in others)]
        texts += [f"{item.name} a number" for item in self.shaped if item.is_scalar]
        return ", ".join(texts)


def head(name: str, arguments: Sequence[str], known: Iterable[Variable], taken: Iterable[str]) -> Head:
    """Return the head of a function; sizes that are needed get local names that are not `taken`."""
    by_name = {variable.name: variable for variable in known}
    shaped = tuple(by_name[item] for item in arguments if item in by_name)
    arrays = [item for item in shaped if not item.is_scalar]
    lengths = [size for array in arrays for size in array.shape]
    counts = Counter(size for size in lengths if isinstance(size, str) and not is_compound(size))
    fixed = any((isinstance(size, int) and size > 1) or is_compound(size) for size in lengths)
    single = not fixed and (len(arrays) == 1 or all(1 not in array.shape for array in arrays))
    if single and all(count == 1 for count in counts.values()):
        counts = Counter()
    names = {*taken, *arguments}
    sizes = {size: size if size not in names else f"size_{size}" for size in counts}
    return Head(name, tuple(arguments), shaped, sizes, frozenset(names))


def _source(size: str, arrays: Sequence[Variable]) -> str:
    """Return the code that reads a size: rows of an array that has it, or else columns, as the last axis."""
    for array in arrays:
        if array.shape[0] == size:
            return f"{array.name}.shape[0]"
    return next(f"{array.name}.shape[-1]" for array in arrays if array.shape[1] == size)


def _if(conditions: Sequence[str]) -> list[str]:
    line = f"if {' or '.join(conditions)}:"
    if len(line) <= WIDTH - INDENT:
        return [line]
    first, *others = conditions
    return ["if (", f"{_SPACES}{first}", *(f"{_SPACES}or {item}" for item in others), "):"]


def _raise(message: str) -> list[str]:
    line = f'{_SPACES}raise ValueError("{message}")'
    if len(line) <= WIDTH - INDENT:
        return [line]
    parts = _lines(message, WIDTH - 4 * INDENT)
    quoted = [f'{2 * _SPACES}"{part} "' for part in parts[:-1]] + [f'{2 * _SPACES}"{parts[-1]}"']
    return [f"{_SPACES}raise ValueError(", *quoted, f"{_SPACES})"]


def docstring(text: str) -> list[str]:
    """Return the lines of a docstring, wrapped to the line length."""
    one = f'"""{text}"""'
    return [one] if len(one) <= WIDTH - INDENT else [*_sentences(f'"""{text}'), '"""']


def described(summary: str, arguments: Iterable[Variable]) -> list[str]:
    """Return the docstring that states the return values and the shapes of the arguments, if not numbers."""
    shapes = ", ".join(named_shape(item.name, item.shape) for item in arguments)
    one = docstring(f"{summary} for {shapes}." if shapes else f"{summary}.")
    if len(one) == 1:
        return one
    first = _sentences(f'"""{summary}.')
    return [*first, "", *_sentences(f"The arguments are {shapes}."), '"""']


def named_shape(name: str, shape: Shape) -> str:
    """Return a name with its shape; only the name for a number."""
    return name if shape == (1, 1) else f"{name} {_shape_text(shape)}"


def _sentences(text: str) -> list[str]:
    return _lines(text, WIDTH - INDENT)


def _lines(text: str, width: int) -> list[str]:
    """Wrap the text, with line breaks between arguments but not before a shape or within it."""
    whole = _SHAPED.sub(lambda match: match[0].replace(" ", _GLUE), text)
    lines = textwrap.wrap(whole, width, break_on_hyphens=False, break_long_words=False)
    return [line.replace(_GLUE, " ") for line in lines]


def _shape_text(shape: Shape) -> str:
    """Return a shape as numpy shows it: (p, d)."""
    return f"({shape[0]}, {shape[1]})"


def returned(names: Sequence[str]) -> str:
    """Return the statement that returns these names."""
    line = f"return {', '.join(names)}"
    if len(line) <= WIDTH - INDENT:
        return line
    return f"return (\n{_wrapped(names, 2 * _SPACES)},\n{_SPACES})"


def _wrapped(names: Sequence[str], indent: str) -> str:
    return textwrap.fill(
        ", ".join(names), WIDTH - 1, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
