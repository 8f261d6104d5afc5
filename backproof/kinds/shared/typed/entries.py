"""The types of the keys for matrices, vectors and relations: lists, or one text such as "1 2; 3 4"."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from backproof.linear_algebra.language.typed_matrices import (
    augmented_of,
    listed_rows,
    matrices_of,
    rows_of,
    vector_of,
    vectors_of,
)
from backproof.terms.choices import Typed
from backproof.terms.fields import Names
from backproof.terms.relations import relations_of

Rows: TypeAlias = Annotated[list[Any], Typed(rows_of, listed_rows)]
Augmented: TypeAlias = Annotated[list[Any], Typed(augmented_of, listed_rows)]
Entries: TypeAlias = Annotated[list[Any], Typed(vector_of)]
# A vector, or a polynomial as a text.
Target: TypeAlias = Annotated[list[Any] | str | int, Typed(vector_of)]
Vectors: TypeAlias = Annotated[list[Any], Typed(vectors_of, listed_rows)]
# Numbers, or one for all entries.
Numbers: TypeAlias = Annotated[Any, Typed(vector_of)]
Matrices: TypeAlias = Annotated[list[Any], Typed(matrices_of)]
# Equations, or rows of coefficients.
System: TypeAlias = Annotated[list[Any], Typed(relations_of)]
Formulas: TypeAlias = Annotated[Names, Typed(vectors_of)]
Relations: TypeAlias = Annotated[Names, Typed(relations_of)]
