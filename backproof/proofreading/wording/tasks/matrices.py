"""Tasks about matrices with numbers or symbols in the words of their kinds' templates."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

from backproof.proofreading.wording.skeletons import listed

Claim = Mapping[str, Any]
_MOST_ROWS = 20
_MOST_IN_ANY_ORDER = 5


def _tasks(claim: Claim) -> list[str]:
    return [case["task"] for case in claim["cases"]]


def _printed(claim: Claim, name: str) -> str:
    """Return the name of a given matrix as it is printed."""
    return "".join(str(claim["printed"][name]).split())


def determinant(_: Claim) -> tuple[str, ...]:
    """Return the task to find a determinant."""
    return ("Find the determinant of #",)


def four_subspaces(_: Claim) -> tuple[str, ...]:
    """Return the task to find bases of all four."""
    return ("Find bases of the column space, the row space, the null space and the left null space of #",)


def linear_system(claim: Claim) -> tuple[str, ...]:
    """Return the task to solve a system, in each case of its symbols."""
    system = ("#", f"${_printed(claim, 'A')}x={_printed(claim, 'b')}$ with #")
    if not claim["symbols"]:
        return tuple(f"Find all solutions of the system {how}" for how in system)
    end = "have no solution, exactly one, or infinitely many? Find the solutions in each case."
    return tuple(f"For which real § does the system {how} {end}" for how in system)


def inverse(claim: Claim) -> tuple[str, ...]:
    """Return the task to invert a matrix, an update of it, or one of blocks."""
    (task, *_) = _tasks(claim)
    if "update" in task:
        return (
            f"Find the inverse of ${_printed(claim, 'A')}+uv^{{\\top}}$ by the Sherman--Morrison formula, "
            "or a vector other than zero that it sends to zero, for #",
        )
    if "block" in task:
        return tuple(
            f"Find the Schur complement of the leading block of {size}, and with it the determinant and "
            "the inverse, or a vector other than zero that is sent to zero, of #"
            for size in ("1 row", *(f"{count} rows" for count in range(2, _MOST_ROWS)))
        )
    return ("Invert the matrix # or find a vector other than zero that it sends to zero.",)


def definiteness(claim: Claim) -> tuple[str, ...]:
    """Return the question of what sign a form is."""
    each = ", for each real §" if claim["symbols"] else ""
    return tuple(
        f"Is the {form} form $x^{star}{_printed(claim, 'A')}x$ with # "
        f"positive or negative definite, semidefinite or indefinite{each}?"
        for form, stars in (("quadratic", (r"\top", r"{\top}")), ("Hermitian", ("*", "{*}")))
        for star in stars
    )


def gram_schmidt(claim: Claim) -> tuple[str, ...]:
    """Return the task to orthonormalise, in an inner product if one is given."""
    product = " and in the inner product §" if "W" in claim["given"] else ""
    return (f"Apply the Gram--Schmidt process, in this order{product}, to #",)


def least_squares(claim: Claim) -> tuple[str, ...]:
    """Return the task to minimise a sum of squares, of points and a polynomial or of a matrix."""
    a, b = _printed(claim, "A"), _printed(claim, "b")
    error = f"({a}x-{b})^{{\\top}}W({a}x-{b})" if "W" in claim["given"] else rf"\lVert{a}x-{b}\rVert^2"
    dependent = any("dependent" in task for task in _tasks(claim))
    which = " Which of them is the shortest?" if dependent else ""
    columns = claim["given"]["A"].partition("]")[0].count(",")
    fitted = (
        f"Fit a polynomial of degree at most {columns} to points by least squares: the rows of ${a}$ hold "
        f"the powers of their first coordinates, ${b}$ their second ones, and $x$ the coefficients from the "
        "constant one on. "
    )
    return tuple(
        f"{start}Find all $x$ that minimise ${error}$, and the least value, for #{which}"
        for start in ("", fitted)
    )


def projection(claim: Claim) -> tuple[str, ...]:
    """Return the task to project onto a span or a hyperplane, or to find the nearest point."""
    given = claim["given"]
    if "D" in given:
        return ("Find the point $p$ of $\\{a+Dt\\}$ that is nearest to $y$, and its distance $d$, for #",)
    if "n" in given and "y" in given:
        return (
            r"Find the point $p$ of the hyperplane $n^{\top}(x-a)=0$ that is nearest to $y$, "
            "and its distance $d$, for #",
        )
    start = "Find the matrix $P$ of the orthogonal projection onto"
    if "n" in given:
        return (rf"{start} the space $n^{{\top}}x=0$ with #",)
    if "y" not in given:
        return (f"{start} the span of the columns of #",)
    product = r", in the inner product $x^{\top}Wy$," if "W" in given else ""
    return (f"Project $y$ orthogonally{product} onto the span of the columns of $B$, for #",)


def singular_values(claim: Claim) -> tuple[str, ...]:
    """Return the task to find a decomposition, norms, an inverse or an approximation."""
    a = _printed(claim, "A")
    (task, *_) = _tasks(claim)
    if task.startswith("best approximation"):
        norm, rank = task.removeprefix("best approximation").strip(), claim["given"]["k"]
        return (
            f"Find a matrix $B$ of rank at most {rank} with the least distance "
            f"$\\lVert{a}-B\\rVert_{{{norm}}}$, and say whether it is the only one, for #",
        )
    if task.startswith("condition number"):
        return ("Find the condition number § of #",)
    return {
        "SVD": tuple(
            f"Find the reduced singular value decomposition ${a}=U\\SigmaV^{star}$ of #"
            for star in (r"\top", r"{\top}", "*", "{*}")
        ),
        "norms": (
            f"Find the norms $\\lVert{a}\\rVert_1$, $\\lVert{a}\\rVert_\\infty$, $\\lVert{a}\\rVert_F$ and "
            f"$\\lVert{a}\\rVert_2$ of #",
        ),
        "pseudoinverse": (f"Find the pseudoinverse ${a}^{{+}}$ of #",),
    }.get(task, ("…",))


def matrix_factorisation(claim: Claim) -> tuple[str, ...]:
    """Return the task to factor a matrix: where a factor has ones on its diagonal, this is asked for."""
    form = _tasks(claim)[0].removeprefix("no ")
    end = {"LU": "L$", "PLU": "L$", "LDL": "L$ and a diagonal $D$"}.get(form, "")
    return (f"Find a factorisation §{f', with ones on the diagonal of ${end},' if end else ''} of #",)


def membership(_: Claim) -> tuple[str, ...]:
    """Return the question whether a vector is a combination of others."""
    return ("Is § a combination of #",)


def coordinates(claim: Claim) -> tuple[str, ...]:
    """Return the task to find coordinates, or the matrix that changes them."""
    if "C" in claim["given"]:
        return (
            "Find the matrix $M$ that turns coordinates in the basis of the columns of $B$ "
            "into those in the basis of the columns of $C$, for #",
        )
    return ("Show that # is a basis, and find the coordinates § of § in it.",)


def linear_map(_: Claim) -> tuple[str, ...]:
    """Return the task to find the matrix of a map."""
    return (
        "Find the matrix $M$ of the linear map # of vectors, $v\\mapstoAv$, "
        "in the bases of the columns of $B$ and of $C$, for #",
        "Find the matrix $M$ of the map $x\\mapstoAx$ in the bases of the columns of $B$ and of $C$, for #",
        "Find the matrix $M$ of the linear map # in the basis §….",
    )


def eigenvalues(claim: Claim) -> tuple[str, ...]:
    """Return the task to find what the answers of its cases say, in any order."""
    phrases, tasks = _phrases(_printed(claim, "A")), tuple(dict.fromkeys(_tasks(claim)))
    if len(tasks) > _MOST_IN_ANY_ORDER or not set(tasks) <= set(phrases):
        return ("For the matrix # find ….",)
    return tuple(
        f"For the matrix # find {listed([phrases[task] for task in order])}." for order in permutations(tasks)
    )


def _phrases(a: str) -> Mapping[str, str]:
    """Return what is asked for by the task that the answer states."""
    return {
        "eigenvalues": "the eigenvalues with bases of the eigenspaces",
        "diagonalisation": f"an invertible $S$ and a diagonal $D$ with ${a}S=SD$",
        "spectral decomposition": "the eigenvalues and the orthogonal projections § with "
        rf"${a}=\lambda_1P_1+\lambda_2P_2+\dots$",
        "Jordan form": f"the Jordan form $J$ with a $P$ for which ${a}P=PJ$",
        "power": f"a formula for ${a}^n$, §",
        "exponential": f"a formula for the exponential $e^{{t{a}}}$",
        "minimal polynomial": "the minimal polynomial",
        "characteristic polynomial": "the characteristic polynomial and its real roots",
        "characteristic polynomial without roots": "the characteristic polynomial",
    }
