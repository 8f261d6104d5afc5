"""Formulas about matrices with names in place of their parts: matrices, powers, determinants and norms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.proofreading.linear.determinants import determinant
from backproof.proofreading.scalars import UnreadableError, matrix, name_of

_ROOM = re.compile(r"\\\\\[\d+pt\]")


@dataclass(frozen=True)
class Substitution:
    """Values by name, to which parts of a formula are added; each method returns what stands in its place."""

    values: dict[str, Any]
    exact: Callable[[], list[Any]]

    def added(self, value: Any) -> str:
        """Add a value under a new name."""
        self.values[f"M_{len(self.values)}"] = value
        return f" M_{{{len(self.values) - 1}}} "

    def numbered(self, found: re.Match[str]) -> str:
        """Add a matrix that is written out."""
        return self.added(value_of(matrix(_ROOM.sub(r"\\\\", found[1]), self.values)))

    def raised(self, found: re.Match[str]) -> str:
        """Add a matrix' power, transpose or adjoint; a number's stays."""
        base = self.values.get(name_of(found[1]))
        if base is None or not np.ndim(base):
            return found[0]
        to = found[2].strip("{}")
        if to in (r"\top", "*"):
            return self.added(np.transpose(base if to == r"\top" else np.conj(base)))
        return self.added(value_of(np.linalg.matrix_power(base, int(self.values.get(to, to)))))

    def determined(self, found: re.Match[str]) -> str:
        """Add a determinant; UnreadableError for that of an unknown name."""
        base = self.values.get(name_of(found[1]))
        if base is None:
            raise UnreadableError(found[0])
        return self.added(determinant(np.asarray(base), self.exact()) if np.ndim(base) else base)

    def substituted(self, text: str, names: Sequence[str]) -> str:
        """Replace names that are no plain letters, the longest first, with or without braces and blanks."""
        for name in sorted(names, key=len, reverse=True):
            pattern = r"\s*".join(rf"\{{?{re.escape(c)}\}}?" for c in name)
            text = re.sub(pattern, lambda _, name=name: self.added(self.values[name]), text)  # type: ignore[misc]
        return text


class _Matrix(np.ndarray):
    """A matrix whose products with others, by juxtaposition, are those of matrices."""

    def __mul__(self, other: Any) -> Any:
        return self @ other if np.ndim(other) else np.multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        return other @ self if np.ndim(other) else np.multiply(other, self)


def value_of(value: Any) -> Any:
    """Return a number, or a matrix whose products are those of matrices."""
    return number_of(value[0, 0]) if value.shape == (1, 1) else np.asarray(value).view(_Matrix)


def number_of(value: Any) -> Any:
    """Return an entry as a complex number if it is one, else as a float."""
    return complex(value) if np.iscomplexobj(value) else float(value)
