"""All demands, by the task of an answer."""

from __future__ import annotations

from collections.abc import Mapping

from backproof.linear_algebra.checking.demands.algebraic import ALGEBRAIC
from backproof.linear_algebra.checking.demands.demand import Demand
from backproof.linear_algebra.checking.demands.eigenvalues import EIGENVALUES
from backproof.linear_algebra.checking.demands.factors import MATRICES
from backproof.linear_algebra.checking.demands.forms import BASES, DEFINITE
from backproof.linear_algebra.checking.demands.projections import PROJECTIONS
from backproof.linear_algebra.checking.demands.singular import SINGULAR
from backproof.linear_algebra.checking.demands.systems import SYSTEMS

DEMANDS: Mapping[str, tuple[Demand, ...]] = {
    **SYSTEMS,
    **MATRICES,
    **PROJECTIONS,
    **EIGENVALUES,
    **ALGEBRAIC,
    **SINGULAR,
    **DEFINITE,
    **BASES,
}
