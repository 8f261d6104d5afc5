"""Lines about dual problems, linear programs, steps of descent, estimates and normal distributions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Claim = Mapping[str, Any]


def dual(rule: str, word: str, claim: Claim) -> str:
    """Return the words of a line of a rule."""
    least = claim["sense"] == "min"
    shape = ("" if word else "strictly ") + ("convex" if least else "concave")
    multipliers = (
        r"With a multiplier $\mu\ge0$ for each inequality, written as $g\le0$, "
        + (r"and one $\nu$ of any sign for each equation, " if claim["equations"] else "")
        if claim["inequalities"]
        else r"With a multiplier $\nu$ of any sign for each equation, "
    )
    bounds = "most" if least else "least"
    said = {
        "lagrangian": f"{multipliers}the Lagrangian is #",
        "slope": "Along § it is affine with the slope §, "
        f"so it has {'a lower' if least else 'an upper'} bound only if #",
        "inner": f"⟦For ¶ it is|As a function of the variables it is⟧ {shape}, "
        f"so{' for such multipliers' if word else ''} it is {'least' if least else 'greatest'} "
        f"where its gradient vanishes{', as at' if word else ':'} #",
        "dual": "Put in, this is the dual function # and the dual problem is to "
        f"{'maximise' if least else 'minimise'} it⟦ subject to ¶|⟧. "
        f"It is {'concave, being a minimum' if least else 'convex, being a maximum'} of functions that are "
        "affine in the multipliers. Weak duality: for such multipliers and every feasible point, the "
        "value of "
        f"the dual function is at {bounds} that of $L$, and this is at {bounds} that of $f$.",
        "pair": "The KKT conditions give the point and the multipliers # both feasible. Their values are # "
        "They are equal, so by weak duality both are optimal: strong duality holds.",
    }
    return said[rule]


def linear_program(rule: str, word: str, claim: Claim) -> str:
    """Return the words of a line of a rule."""
    turned = " Rows whose inequality points the other way are multiplied by $-1$ first."
    said = {
        "dual": f"The dual program is to {'maximise' if claim['sense'] == 'min' else 'minimise'} § "
        "subject to #" + (turned if word.endswith("turned") else ""),
        "solution": "The simplex method ends at #",
        "rows": f"where the constraints in their order read #{' All of them are tight.' if word else ''}",
        "no price": "Constraints that are not tight have the multiplier 0: #",
        "equal rows": "Where a variable is not 0, its row of the dual holds with equality: #",
        "dual solution": "These equations have the solution # which satisfies all constraints of the dual.",
        "values": "Both objectives agree, # and by weak duality no feasible point is better than any "
        "feasible "
        "point of the dual. So both are optimal.",
        "other vertex": "Another feasible vertex, §, has the same value, "
        "and so does every point between two optimal ones.",
        "optimal ray": "All points that are reached from there in the direction § are feasible "
        "and have the same value.",
        "degenerate": f"The vertex is degenerate: {word} constraints (signs of variables among them) "
        "are tight "
        "in §.",
        "other dual": "The dual solution is not unique: § is feasible and has the same value.",
        "factors": "Multiply the constraints in their order by # whose signs keep or turn each "
        "inequality into "
        r"$\le$, and add them:",
        "contradiction": "# For the allowed signs of the variables the left side is at least 0, "
        "the right side is negative: no point is feasible.",
        "feasible": "The point § is feasible.",
        "ray": "So is every point that is reached from it in the direction $d$, along which the objective "
        f"{'grows' if claim['sense'] == 'max' else 'falls'} without bound: #",
    }
    return said[rule]


def descent(rule: str, word: str, claim: Claim) -> str:
    """Return the words of a line of a rule."""
    single = len(claim["variables"]) == 1
    if rule.startswith("update"):
        return "So the next iterate is #"
    equation = "$f''\\,p=-f'$" if single else r"$\nabla^2f\,p=-\nablaf$"
    said = {
        "gradient": f"The {'derivative' if single else 'gradient'} is #",
        "hessian": f"The {'second derivative' if single else 'Hessian'} is #",
        "extrapolated": "With momentum, the next gradient is taken at §.",
        "slope": "We have #",
        "bend": "and #",
        "direction": f"The Newton direction solves {equation}: #",
        "along": "Along it, $f$ has the slope # "
        + (
            "It is negative, so $p$ is a descent direction."
            if word == "a descent direction"
            else "It is not negative, so $p$ is no descent direction: "
            "the Hessian is not positive definite there."
        ),
        "searched": "As $f$ is quadratic, the best step along $-g$, with $g$ the gradient, is "
        r"$g^\topg/(g^\top\nabla^2f\,g)$: #",
        "eigenvalues": "Its extreme eigenvalues are # With $x^{*}$ the minimiser, a step of size "
        "$\\alpha$ maps "
        r"the error $e=x-x^{*}$ to $(I-\alpha\nabla^2f)\,e$, whose components along eigenvectors are "
        "multiplied "
        r"by $1-\alpha\lambda$. All of these factors are below 1 in absolute value exactly for "
        r"$0<\alpha<2/\lambda_{\max}$. The largest of them, "
        r"$\max(\lvert1-\alpha\lambda_{\min}\rvert,\lvert1-\alpha\lambda_{\max}\rvert)$, is least "
        "where both are "
        r"equal, at $\alpha=2/(\lambda_{\min}+\lambda_{\max})$, with the value "
        r"$(\lambda_{\max}-\lambda_{\min})/(\lambda_{\max}+\lambda_{\min})$. So gradient descent "
        "converges from "
        r"every start exactly for $0<\alpha<\alpha_{\max}$, and best with $\alpha^{*}$ at the rate "
        r"$\rho^{*}$:",
    }
    return said[rule]


def gaussian(rule: str, _: str, __: Claim) -> str:
    """Return the words of a line of a rule."""
    return {
        "map mean": "Expectations are linear, so the mean is #",
        "map covariance": r"and the covariance $\operatorname{E}[A(X-m)(X-m)^\topA^\top]$ is #",
        "gain": r"Write $K$ for $\SigmaH^\top(H\SigmaH^\top)^{-1}$. The vector $X-KHX$ is uncorrelated with "
        "$HX$, hence independent of it, as both are jointly normal. Here #",
        "condition mean": "So the mean of $X=(X-KHX)+KHX$ given $HX=c$ is #",
        "condition covariance": "and its covariance is that of $X-KHX$, #",
    }[rule]


KINDS = MappingProxyType({
    "dual": dual, "linear_program": linear_program, "descent": descent, "gaussian": gaussian,
})  # fmt: skip
