"""Random points at which formulas have values, and comparisons there."""

import re
from functools import partial
from itertools import islice, pairwise
from operator import itemgetter

import numpy as np

from backproof.proof.verify.claims import CHECKS, UncheckedError, require
from backproof.proof.verify.exact import entries
from backproof.proof.verify.language import ONE, Scope, defined, shape_of, total

TOLERANCE = 1e-6


def drawn(claim, sizes, attempt, rng):
    """Draw the variables: of either sign, then positive, then near the identity, then small."""
    for name, text in claim["shapes"].items():
        (rows, columns), declared = shape_of(text, sizes), claim["properties"].get(name, "")
        x = rng.standard_normal((rows, columns)) * (1 if attempt < 20 else 0.2)
        x = abs(x) + 0.1 if attempt % 2 or re.search("positive$|nonneg", declared) else x
        x = 0.3 * x + 2 * np.eye(rows) if attempt % 4 > 1 and rows == columns > 1 else x
        x = x - x.T if "skew" in declared else x + x.T if re.search("symm|proj", declared) else x
        yield name, x @ x.T + np.eye(rows) * ("semi" not in declared) if "definite" in declared else x


def places(claim, formulas):
    """Yield scopes where all formulas have values: stated ones, or sizes all different, equal, and 1."""
    at = {name: np.array(entries(value), dtype=float) for name, value in claim.get("at", {}).items()}
    symbols = list(dict.fromkeys(re.findall(r"[A-Za-z]\w*", " ".join(claim["shapes"].values()))))
    rng, functions, count = np.random.default_rng(20250922), defined(claim["functions"]), 0
    for lengths in (range(2, 99), [5, 4, 3, 2] * 9, [3] * 99, [1] * 99):
        sizes = dict(zip(symbols, lengths, strict=False)) | claim.get("sizes", {})
        tried = (Scope([*drawn(claim, sizes, i, rng), *at.items()], sizes, functions) for i in range(40))
        moved_to = map(partial(CHECKS["hypotheses"], claim), tried) if "hypotheses" in CHECKS else tried
        finite = (at for at in moved_to if all(np.all(np.isfinite(at.run(text)[0])) for text in formulas))
        good = list(islice(finite, 3))
        yield from good
        count += len(good)
    if not count:
        raise UncheckedError("no point was found at which the formulas have values")


def close(a, b, what, room=0.0):
    """Require equal arrays, up to rounding relative to their size; `room` is at most 100 times as much."""
    require(np.shape(a) == np.shape(b), f"{what} has the shape {np.shape(a)}, not {np.shape(b)}")
    worst, most = np.max(abs(a - b)), TOLERANCE * max(1.0, np.max(abs(b)))
    require(worst <= most + min(room, 100 * most), f"{what} differs by {worst:.2g}")


def check_slopes(derivative, run, name, at, what, symmetric=False):  # noqa: PLR0913, PLR0917
    """Compare a claimed derivative by a name with differences of the best step along every direction."""

    def function(e):
        return run((name, e))[0]

    gradient = function(0 * at).shape == ONE and derivative.shape == at.shape
    sizes = np.max(abs(at), initial=1e-2) * np.array([2e-6, 2e-5, 2e-4, 1e-3])
    for unit in np.eye(at.size).reshape(-1, *at.shape):
        e = unit + unit.T if symmetric else unit
        once = [[(function(k * h * e) - function(-k * h * e)) / (2 * k * h) for k in (1, 2)] for h in sizes]
        slopes = [(4 * a - b) / 3 for a, b in once]
        doubt, fine = min(((np.max(abs(a - b)), a) for a, b in pairwise(slopes)), key=itemgetter(0))
        along = total(derivative * e) if gradient else derivative @ e if e.shape != ONE else derivative * e
        close(along, fine, what, 10 * doubt)
