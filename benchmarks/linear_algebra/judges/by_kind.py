"""The judge of each kind of question, and the problems that a kind may refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flint

from benchmarks.linear_algebra.judges.projections import gram_schmidt, least_squares, projection
from benchmarks.linear_algebra.judges.spectra import eigenvalues, factorisation, singular_values
from benchmarks.linear_algebra.judges.systems import (
    coordinates,
    determinant,
    four_subspaces,
    inverse,
    linear_map,
    membership,
    system,
)
from benchmarks.linear_algebra.judges.values import Keys, exact, is_zero, rank

JUDGES: Mapping[str, Callable[[Keys, Any], bool]] = {
    "linear_system": system,
    "inverse": inverse,
    "determinant": determinant,
    "matrix_factorisation": factorisation,
    "eigenvalues": eigenvalues,
    "singular_values": singular_values,
    "projection": projection,
    "least_squares": least_squares,
    "gram_schmidt": gram_schmidt,
    "membership": membership,
    "coordinates": coordinates,
    "linear_map": linear_map,
    "four_subspaces": four_subspaces,
}


def may_refuse(kind: str, keys: Keys) -> bool:  # noqa: PLR0911 (one for each kind)
    """Return whether a problem has no answer of the asked form."""
    match kind:
        case "matrix_factorisation":
            is_qr = keys["form"] == "qr" and rank(exact(keys["matrix"])) < len(keys["matrix"][0])
            return is_qr or keys["form"] == "lu" or is_zero(exact(keys["matrix"]))
        case "eigenvalues":
            rows = exact(keys["matrix"])
            _, factors = flint.fmpz_poly(
                [int(c * rows.charpoly().denom()) for c in rows.charpoly().coeffs()]
            ).factor()
            return any(p.degree() > 2 for p, _ in factors) and keys["ask"] not in (
                ("eigenvalues",),
                ("diagonalisation",),
            )
        case "singular_values":
            a = exact(keys["matrix"])
            if keys["ask"] == "condition number":
                return a.det() == 0
            return is_zero(a) and keys["ask"] == "svd"
        case "projection":
            space = keys["normal"] if "normal" in keys else keys["vectors"]
            return "target" not in keys and is_zero(exact(space))
        case "coordinates":
            return exact(keys["basis"]).det() == 0
        case "linear_map":
            return "map" in keys
    return False
