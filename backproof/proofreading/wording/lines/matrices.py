"""Lines of answers about matrices with numbers or symbols, by their rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

Claim = Mapping[str, Any]
# What begins the first of the lines of a rule.
_FIRST = "Subtract from each vector its projections onto those before it: "
_REMAINDERS = ("remainder", "zero remainder")
_SQUARES = (
    "All eigenvalues are positive if and only if all $e_k$ are, negative if and only if all $(-1)^ke_k$ are "
)
_SUBSPACES = (
    "The pivot columns of the given matrix form a basis of its column space, and the rows with a "
    "pivot one of its "
    "row space; the free variables give the null space, and those of the transpose the left null space."
)
_OF_EACH_RULE: Mapping[str, str] = MappingProxyType({
    "elimination": "Row operations⟦ on the augmented matrix|⟧ give #",
    "elimination of the transpose": "and on the transpose #",
    "equal to the transpose": "The matrix is symmetric: its transpose has the same elimination.",
    "four subspaces": _SUBSPACES,
    "elimination of A": "Row operations give # There is a column without a pivot, so the matrix is singular; "
    "the free variable gives a vector that it sends to zero.",
    "elimination beside I": "Row operations on the matrix beside the identity give #",
    "contradiction": "Row № now reads § which no $x$ satisfies.",
    "certificate": "This row is the combination of the given equations with the coefficients #",
    "solved for": "⟦The row with a pivot gives #|The rows with a pivot give #|Every vector is a solution,⟧",
    "free unknowns": "where ¶ ⟦are|is⟧ free.",
    "inverse of two by two": r"For a $2\times2$ matrix, swap the entries on the diagonal, change the "
    "signs of the "
    "others, and divide by the determinant: #",
    "inverse by cofactors": "The inverse is the transposed matrix of the cofactors, divided by the "
    "determinant: #",
    "orthonormal columns": "The columns are orthonormal, so the inverse is the transpose: #",
    "vector to zero": "The determinant is zero, and #",
    "inverse times u": "It gives #",
    "Sherman-Morrison": "The Sherman--Morrison formula is #",
    "singular update": "As the last number is zero, the matrix is singular: #",
    "blocks": "The blocks are #",
    "inverse of the block": "The leading block has the inverse #",
    "Schur complement": "so its Schur complement is #",
    "determinant by blocks": "The determinant is the product of the two determinants, #",
    "inverse of the complement": "The complement has the inverse #",
    "inverse by blocks": "Elimination by blocks gives #",
    "determinant": "The determinant is #",
    "expansion along a row": "Expand along row №: #",
    "expansion along a column": "Expand along column №: #",
    "triangular form": "Adding a multiple of one row to another leaves the determinant unchanged⟦|, and each "
    "exchange of rows changes its sign (⟦once|twice|№ times⟧ here)⟧: # The determinant is the product of the "
    "diagonal entries⟦|, with the opposite sign⟧: #",
    "zeros": "It is zero for exactly ⟦one real value|№ real values⟧.",
    "factors": "The multipliers of these row operations are the entries of $L$ below its diagonal, so that #",
    "pivots in D": "The multipliers of these row operations are the entries of $L$ below its "
    "diagonal, and the "
    "pivots are those of $D$, so that #",
    "zero pivot": "The next pivot is zero, and an entry below it is not: the elimination can't go on "
    "without an "
    "exchange of rows. A factorisation in which $L$ has ones on its diagonal does not exist, as the "
    "first columns "
    "have a higher rank than their upper block, for which #",
    "no root": "Column № of $L$ would need the root of a number that is not positive: the matrix is "
    "not positive "
    "definite, since #",
    "column of L": "Column № of $L$: #",
    "remainder": "#",
    "zero remainder": "# so that vector № ⟦is zero|depends on those before it⟧ and is left out.",
    "lengths": "Divide by the lengths #",
    "R": "As the columns of $Q$ are orthonormal, ¶.",
    "weighted normal equations": "The gradient is zero where $x$ solves the normal equations, with #",
    "along the normal": "The difference from the nearest point is a multiple of the normal vector, "
    "$y-p=cn$, and #",
    "normal equations": "The difference is orthogonal to the columns if the normal equations hold, with #",
    "coefficients": "They have the solution #",
    "residual": "The residual is #",
    "fitted polynomial": "The fitted polynomial is #",
    "shortest": "Setting the free variables to zero gives # The shortest solution is orthogonal to "
    "the null space, "
    "so its projection onto the null space is subtracted.",
    "on the normal": "The projection removes the component along $n$, where #",
    "less it": "So #",
    "gram of pivot columns": "The columns of $B$ are dependent, and those of $C$, its pivot columns, "
    "span the same "
    "space. With #",
    "gram matrix": "Start from the Gram matrix #",
    "gram": "With #",
    "characteristic polynomial": "The characteristic polynomial is #",
    "eigenspace": "For § the null space of § has dimension №: #",
    "conjugate": "As the matrix is real, the conjugate vectors belong to §",
    "complex": "The ⟦other |⟧roots are not real. For $a_k+b_ki$, a vector $u+iw$ is an eigenvector "
    "if the matrix "
    "sends $u$ to $a_ku-b_kw$ and $w$ to $b_ku+a_kw$; its conjugate belongs to $a_k-b_ki$.",
    "no rational root": "It has no factor with rational coefficients, and in particular no rational root; "
    "its roots are computed numerically.",
    "irreducible factor": "The polynomial § has no factor of smaller degree with rational "
    "coefficients. ⟦All of its "
    "roots are real|None of its roots is real|One of its roots is real|Of its № roots № are real⟧"
    "⟦, in increasing order ¶|, §|⟧.",
    "algebraic vectors": r"For any root $\lambda$ of §, the null space has dimension №: elimination "
    "with entries "
    r"reduced modulo § leads to vectors whose entries are polynomials in $\lambda$. Multiplied out, # "
    "The right-hand side is zero at each root.",
    "diagonalisable": "There ⟦is one independent eigenvector|are № independent eigenvectors⟧, as "
    "many as the matrix "
    "has rows: it is diagonalisable.",
    "not diagonalisable": "There ⟦is only one independent eigenvector|are only № independent "
    "eigenvectors⟧, fewer "
    "than the matrix has rows: it is not diagonalisable.",
    "diagonalisation": "With the eigenvectors as columns of $S$ and their eigenvalues on the "
    "diagonal of $D$, ¶.",
    "orthogonal basis": "Eigenvectors of different eigenvalues of a symmetric matrix are orthogonal; "
    "within an "
    "eigenspace they are made so: #",
    "orthogonal basis of a normal matrix": "Eigenvectors of different eigenvalues of a normal matrix "
    "are orthogonal, "
    "$u^*w=0$; within an eigenspace they are made so: #",
    "projections of a normal matrix": "The projection onto an eigenspace is the sum of $ww^*/w^*w$ over an "
    "orthogonal basis of it, and #",
    "orthogonal diagonalisation": "Divided by their lengths they are the columns of $Q$, and ¶.",
    "projections": r"The projection onto an eigenspace is the sum of $ww^{\top}/w^{\top}w$ over an "
    "orthogonal basis "
    "of it, and #",
    "null spaces of powers": "The null spaces of the powers have the dimensions #",
    "chain": "⟦An eigenvector that is independent of those before it:|"
    "A chain of length №, each vector the image of the previous one:⟧ #",
    "Jordan form": "With these vectors as the columns of $P$, each chain starting from its eigenvector, ¶.",
    "exponential": "With #",
    "exponential of the form": "the exponential of § is # and multiplying out ¶ gives the formula.",
    "power of the form": "the power § is # and multiplying out ¶ gives the formula.",
    "minimal polynomial": "The minimal polynomial has the same irreducible factors as the "
    "characteristic one, with "
    "powers at most as high. Multiplied out, #",
    "not smaller": "No power can be lower, as #",
    "simple roots": "The characteristic polynomial has no repeated factor, so it is the minimal polynomial.",
    "power": "With # multiplying out ¶ gives the formula.",
    "singular values": "The singular values are the square roots of the nonzero eigenvalues: #",
    "other vectors": "Eigenvectors of length 1 are the singular vectors on one side; those on the "
    "other side are #",
    "sums of columns": "The absolute values in each column sum to ¶,",
    "sums of rows": "those in each row to ¶,",
    "sum of squares": "and the squares of all entries to ¶.",
    "largest eigenvalue": "Its largest root is #",
    "extreme eigenvalues": "Its largest and its smallest root are #",
    "inverse": "The inverse is #",
    "independent columns": "The columns are independent, so #",
    "independent rows": "The rows are independent, so #",
    "full ranks": "The pivot columns and the nonzero rows of the reduced form are factors of full rank: #",
    "unique": "Keep the largest terms of the singular value decomposition. The next singular value "
    "is smaller, so no "
    "other matrix is as near.",
    "tied": "Keep the largest terms of the singular value decomposition. Singular values № and № are "
    "equal, so the "
    "nearest matrix is not unique.",
    "symmetric part": "The quadratic form depends on the symmetric part alone: #",
    "form": "Written out, #",
    "symmetric functions": r"With the eigenvalues $\lambda_i$ of the symmetric part, the sums $e_k$ "
    "of the products "
    "of $k$ of them are the coefficients of its characteristic polynomial: # "
    f"{_SQUARES}positive; with zeros among them the form is semidefinite, and with any other signs "
    "indefinite.",
    "zero form": "Here all $e_k$ are zero, and so is the form: it is positive semidefinite as well "
    "as negative "
    "semidefinite.",
    "squares": "Completing squares gives #",
    "zero": "All squares vanish at #",
    "both signs": "The form takes values of both signs: #",
    "functional": "The coefficients of the row that reads $0$ on the left are # orthogonal to each "
    "of the given "
    r"vectors, while §.",
    "coefficients of polynomials": "The coefficients of § in the polynomials, in this order, are #",
    "bases": "The columns of $B$ and of $C$ are the basis vectors. The coordinates satisfy #",
    "images": "The columns of $B$ and of $C$ are the basis vectors, and the images of the former are "
    "to be written "
    "in the latter: #",
    "images of polynomials": "The images of the basis are # Their coordinates are the columns of the matrix.",
    "conclusion": "Hence #",
}
    | {
        sign: f"Here the signs of the $e_k$ say that the form is {sign}."
        for sign in (
            "positive definite", "positive semidefinite", "negative definite", "negative semidefinite",
            "indefinite",
        )
    }
)  # fmt: skip
_VERDICTS = MappingProxyType({
    "positive definite": "All squares have positive factors and vanish together only at $x=0$: "
    "the form is positive definite.",
    "negative definite": "All squares have negative factors and vanish together only at $x=0$: "
    "the form is negative definite.",
    "positive semidefinite": "No square has a negative factor: the form is positive semidefinite, "
    "and not definite.",
    "negative semidefinite": "No square has a positive factor: the form is negative semidefinite, "
    "and not definite.",
    "zero form": "Every value is zero: the form is positive semidefinite as well as negative semidefinite, "
    "and not definite.",
    "indefinite": "The form is indefinite.",
})  # fmt: skip
_NO_MEMBER = r"As $f^{\top}$ vanishes on them and not on §, § is no combination of them."


def words(kind: str, claim: Claim) -> Iterator[str]:
    """Yield the words of each line of an answer of a kind; KeyError for a rule without words."""
    if kind == "linear_system" and claim["lines"]:
        yield "There is exactly one solution unless the determinant is zero."
    is_first = True
    for part in (claim, *claim["cases"]):
        for rule, *_ in part["lines"]:
            yield _FIRST * (is_first and rule in _REMAINDERS) + _OF_EACH_RULE[rule]
            is_first = is_first and rule not in _REMAINDERS
    if len(claim["cases"]) == 1:
        (task,) = (case["task"] for case in claim["cases"])
        if kind == "definiteness" and task in _VERDICTS:
            yield _VERDICTS[task]
        if kind == "membership" and task == "no member":
            yield _NO_MEMBER
