"""The program that judges a proof by itself, in parts that `proof.excerpt` joins into one file.

The parts import numpy and the standard library alone. Each check adds itself to `CHECKS` under the kind of
claim that it judges. A new part is named here and in `excerpt.PARTS`, after those that it imports from.
"""

from backproof.proof.verify import hypotheses  # noqa: F401 (each adds its checks)
from backproof.proof.verify.claims import CHECKS, DoubtError
from backproof.proof.verify.complex_numbers import UNIT
from backproof.proof.verify.derivatives import check_identity, check_results
from backproof.proof.verify.exact import entries, entry, rank
from backproof.proof.verify.language import FUNCTIONS, Scope, shape_of
from backproof.proof.verify.linear_algebra import descriptions, matrices  # noqa: F401 (likewise)
from backproof.proof.verify.linear_algebra.residues import OverField, elements
from backproof.proof.verify.linear_algebra.spaces import Dimension
from backproof.proof.verify.linear_algebra.tables import sampled, table
from backproof.proof.verify.observations import apart, check_observations, observed
from backproof.proof.verify.optimisation import (  # noqa: F401 (likewise)
    constrained,
    convexity,
    critical,
    estimates,
)
from backproof.proof.verify.points import places
from backproof.proof.verify.program import judged, rows_of

# For the package itself, and for its tests.
__all__ = [
    "CHECKS",
    "FUNCTIONS",
    "UNIT",
    "Dimension",
    "DoubtError",
    "OverField",
    "Scope",
    "apart",
    "check_identity",
    "check_observations",
    "check_results",
    "elements",
    "entries",
    "entry",
    "judged",
    "observed",
    "places",
    "rank",
    "rows_of",
    "sampled",
    "shape_of",
    "table",
]
