"""Lines about convex functions and sets, subdifferentials, and projections onto sets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Claim = Mapping[str, Any]


def convexity(rule: str, word: str, claim: Claim) -> str:
    """Return the words of a line of a rule."""
    single = len(claim["variables"]) == 1
    between = "at §, in the middle between § and §, its value is"
    said = {
        "hessian": f"The {'second derivative' if single else 'Hessian'} is #",
        "eigenvalues": "Its ⟦eigenvalues are|only eigenvalue is⟧ # positive everywhere, "
        "and the least of them is the best modulus.",
        "addend": "The addend §.",
        "piece": "For § the second derivative is §" + _PIECES.get(word, _PIECES["approached"]),
        "kinks": "Where two pieces meet, the slope does not fall."
        if word == "rises"
        else "At a kink the slope falls.",
        "minors": "Its leading minors are # and no other principal minor is negative.",
        "segment": f"It is not convex: {between} above the mean § of the values at the ends, #",
        "arch": f"It is not concave either: {between} below the mean § of the values at the ends, #",
        "negated": "It is concave, as $-f$ is convex: the leading minors of its Hessian are # "
        "and no other principal minor of it is negative."
        if word == "quadratic"
        else "It is concave, as $-f$ is convex:",
        "bound": "The eigenvalues of the Hessian $H$ have no short closed form; the least of them is "
        "about §. "
        r"With §, the leading minors of $H-mI$ are # so $f-\tfrac{m}{2}\lVertx\rVert^2$ is convex, too.",
        "flat": "It is not strictly convex: on the segment from § to § it is affine, #",
        "vanishing": "The curvature is positive except at isolated points, so $f$ is strictly convex. "
        "It is not strongly convex: "
        + (
            r"for § the second derivative tends to 0 as $t\to\infty$."
            if word
            else r"at § the curvature in the direction § tends to 0 as $t\to\infty$."
        ),
        "modulus": r"So $f-\tfrac{m}{2}\lVertx\rVert^2$ is convex exactly for $m$ up to the least curvature, "
        "the best modulus #",
    }
    return said[rule]


_PIECES = {
    "affine": ": the function is affine there.",
    "negative": ", which is negative somewhere.",
    "taken": "; its least value is §.",
    "approached": "; it is larger than its infimum, §, which it only approaches.",
}


def convex_set(rule: str, word: str, _: Claim) -> str:
    """Return the words of a line of a rule."""
    said = {
        "halfspace": "§ is a halfspace, which is convex: both sides are affine.",
        "hyperplane": "§ is a hyperplane, which is convex: both sides are affine.",
        "sublevel": "§ is a sublevel set of the function §, which is convex⟦ for §, as in $S$,|⟧"
        + _SUBLEVELS.get(word, _HESSIANS),
        "cone": "§ with the factors § and §, which are not negative in $S$: as "
        "$4uv=(u+v)^2-(u-v)^2$, this says "
        "that the norm of § is at most §. The first entry is the norm of an affine map, so these "
        "points are the "
        "preimage of a second-order cone under an affine map, which is convex.",
        "product": "§ holds for positive variables alone, where by logarithms it says that the "
        "convex function "
        "§ is at most 0.",
        "quotient": f"§, multiplied by §, which is positive in $S$, says that §, with "
        f"{'an affine' if word == 'affine' else 'a convex'} function on the left; "
        "so do the points with a positive § form a convex set.",
        "interval": "§ holds exactly for §, which is convex.",
        "intersection": "$S$ is the intersection of these convex sets, so it is convex.",
        "segment": "The points § and § are in $S$, but their midpoint § is not: § does not hold there.",
    }
    return said[rule]


_SUBLEVELS = {
    "rules": ": it is made of convex functions by sums, maxima and affine maps.",
    "sum": ": it is a sum of convex functions of one variable each.",
}
_HESSIANS = (
    "⟦ by its Hessian # with the leading minors ¶, of which none is negative, as no other principal "
    "minor is.|"
    " by its Hessian # which is positive semidefinite.|: its slope never falls.⟧"
)


def subgradient(rule: str, _: str, __: Claim) -> str:
    """Return the words of a line of a rule."""
    if rule == "piece":
        return "For § the slope is §."
    return (
        "The slope never falls, so $f$ is convex, and its subdifferential at a point is the interval between "
        "the slopes on both sides. A point is a minimiser if and only if its subdifferential contains 0, "
        "as it does at §⟦, with §|⟧."
    )


def set_projection(rule: str, _: str, claim: Claim) -> str:
    """Return the words of a line of a rule."""
    if rule in ("distance", "value", "sum", "length"):
        return "Here #"
    entries = "shrunk in absolute value" if claim["set"] == "l1 ball" else "lowered"
    said = {
        "factor": "The point is moved against $a$ by #",
        "threshold": f"The entries are {entries} by one threshold and cut off at 0; "
        "the threshold follows from the prescribed sum of those that remain: #",
        "factors": r"For $p=y-A^\top\nu$, the condition $Ap=b$ reads $AA^\top\nu=Ay-b$, which is solved by #",
        "eigen": "An eigenvalue with its eigenvector is #",
        "inside": "The matrix is semidefinite itself."
        if claim["set"] == "semidefinite"
        else "The point lies in the set itself, so it is its own projection.",
        "nearest box": "The coordinates are independent of each other: "
        "each is moved to the nearest number of its interval.",
        "nearest ball": r"The point lies outside, and the nearest point is $p=c+r\,(y-c)/\lVerty-c\rVert$: "
        r"by the Cauchy--Schwarz inequality, $(y-p)^\top(z-p)\le0$ in the ball.",
        "nearest halfspace": "With this $p$, the difference $y-p$ is a positive multiple of $a$, "
        r"and $a^\top(z-p)=a^\topz-b\le0$.",
        "nearest affine": "The difference $y-p$ is a combination of rows of $A$, hence orthogonal to $z-p$ "
        "for all $z$ of the set.",
        "nearest simplex": r"Where $p_i>0$, the entry of $y-p$ is $\theta$; elsewhere it is at most "
        r"$\theta$. "
        r"So $(y-p)^\top(z-p)\le\theta\sum_i(z_i-p_i)=0$.",
        "nearest l1 ball": r"Where $p_i\ne0$, the entry of $y-p$ is $\theta$ with the sign of $p_i$; "
        r"elsewhere its absolute value is at most $\theta$. "
        r"So $(y-p)^\topz\le\theta\lVertz\rVert_1\le(y-p)^\topp$.",
        "nearest second-order cone": r"The point is outside. If $\lVertx\rVert\le-t$, it is in the "
        "polar cone, "
        r"and its projection is 0; otherwise, $p=\tfrac12(\lVertx\rVert+t)\,(x/\lVertx\rVert,\,1)$, "
        "and $y-p$ is orthogonal to $p$ and in the polar cone.",
        "nearest semidefinite": "The nearest semidefinite matrix keeps the positive eigenvalues, "
        r"$P=\sum_{\lambda_i>0}\lambda_i\,v_iv_i^\top/(v_i^\topv_i)$: "
        "then $P$ and $P-Y$ are semidefinite with product 0.",
        "gap": "#",
    }
    return said[rule]


def minimiser(claim: Claim) -> str:
    """Return the words of the derivation of a minimiser in matrix form, or of a dual function."""
    is_dual = claim["key"] == "g"
    name = "$L$" if is_dual else "$J$"
    before = (
        "With the multiplier §, the Lagrangian is # For fixed § it is minimised over §. " if is_dual else ""
    )
    after = " Its solution is # Put into $L$, it gives the dual function⟦, for §,|⟧" if is_dual else ""
    reason = (
        f"The Hessian is positive definite under the hypotheses, so {name} is strictly convex, and its only "
        "minimiser is the zero of the gradient, the solution of #"
        if claim["is_definite"]
        else f"The Hessian is positive semidefinite, so {name} is convex, and its minimisers are the "
        "zeros of the gradient. Assume that the Hessian is invertible; "
        "then there is only one, the solution of #"
    )
    return f"{before}The gradient and the Hessian with respect to § are # {reason}{after}"


KINDS = MappingProxyType({
    "convexity": convexity, "convex_set": convex_set,
    "subgradient": subgradient, "set_projection": set_projection,
})  # fmt: skip
