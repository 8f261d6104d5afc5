"""Tasks about derivatives, numbers and identities in the words of their kinds' templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from backproof.proofreading.wording.skeletons import FORMULA, formulas, listed
from backproof.proofreading.wording.tasks.declared import (
    ASSUMED,
    MEANINGS,
    elements,
    introduced,
    let,
    let_in_any_order,
    used,
    where,
)

Claim = Mapping[str, Any]
_AT = " at the point"
_AFTER = " after step "
_QUOTIENT = r"\frac"


def gradient(claim: Claim) -> tuple[str, ...]:
    """Return the task to find gradients."""
    asked = formulas(len(claim["derivatives"]))
    return (f"{_stated(claim)} Determine {asked}.",)


def derivative(claim: Claim) -> tuple[str, ...]:
    """Return the task to find derivatives of any sort, and their values at a point."""
    rows = [row for row in claim["results"] if row["is_boxed"]]
    named = [_asked(row["key"], row["symbol"]) for row in rows if not row["key"].endswith(_AT)]
    numbers = [_symbol(row["symbol"]) for row in rows if row["key"].endswith(_AT)]
    determine = f" Determine {listed(named)}." if named else ""
    evaluate = f" Evaluate {listed(numbers)} at #" if numbers else ""
    return (f"{_stated(claim)}{determine}{evaluate}",)


def composition(claim: Claim) -> tuple[str, ...]:
    """Return the task to derive the gradient of a composition."""
    (by,) = claim["derivatives"]
    known, others = used({**claim, "shapes": _without(claim["shapes"], by)}, claim["definition"])
    here = f" Here {elements(claim, others)}." if others else ""
    known = ([by] if by in claim["properties"] else []) + known
    agreed = f" {let(claim, known)}".rstrip()
    return (
        f"Let § be the composition § of #{here}⟦| Here §⟦| and §⟧.⟧{agreed}{ASSUMED}{MEANINGS} "
        "Derive §, the gradient of § with respect to §.",
    )


def backpropagation(claim: Claim) -> tuple[str, ...]:
    """Return the task to compute a network's values and derivatives by hand."""
    rows = claim["results"]
    by = formulas(sum("derivatives" in row for row in rows))
    steps = {row["key"].partition(_AFTER)[2] for row in rows if _AFTER in row["key"]}
    more = {0: "", 1: " Then do one step"}.get(len(steps), f" Then do {len(steps)} steps")
    descent = " of gradient descent with step length §, and compute the new loss." if steps else ""
    functions = where(claim, "is applied entrywise,", claim["definition"])
    return tuple(
        f"Compute by hand, {_exactly(claim)}, {values} #{functions} and {whose} by {by}, at #{more}{descent}"
        for values, whose in (
            ("all values of the network", f"the derivatives of {FORMULA}"),
            ("all intermediate values of", "its derivatives"),
        )
    )


def computation(claim: Claim) -> tuple[str, ...]:
    """Return the task to compute numbers by formulas."""
    rows = claim["results"]
    asked = listed([_symbol(row["symbol"]) for row in rows if row["is_boxed"]])
    at = " at #" if any(row["at"] for row in rows) else ""
    each = (" and ".join([FORMULA] * count) for count in range(1, len(claim["functions"]) + 1))
    functions = f"⟦|{'|'.join(f' {one}⟦,|.⟧' for one in each)}⟧"
    return (f"Compute {asked} {_exactly(claim)}, where #{functions}{at}",)


def show(claim: Claim) -> tuple[str, ...]:
    """Return the task to show a relation under hypotheses."""
    stated = [*claim["given"], *claim.get("inequalities", [])]
    declared = let_in_any_order(claim, claim["left"], claim["right"], *stated)
    count = len(stated) + len(claim["bounds"])
    supposed = f"Suppose that {formulas(count)}. " if count else ""
    return (f"{declared}{supposed}Show that #",)


def statement(claim: Claim) -> tuple[str, ...]:
    """Return the task to show that two expressions are equal."""
    sides = claim["left"], claim["right"]
    functions = where(claim, "is applied to every entry.", *sides)
    return (f"{let_in_any_order(claim, *sides)}Show that #{functions}",)


def _stated(claim: Claim) -> str:
    """Return the words that define a function, and those about its letters and where it has values."""
    definition = claim["definition"]
    functions = where(claim, "is applied entrywise.", definition)
    return f"{introduced(claim, definition)} #{functions}{MEANINGS}{ASSUMED}"


def _asked(key: str, symbol: str) -> str:
    """Return the name of a derivative with its symbol."""
    sign, is_quotient = _symbol(symbol), symbol.startswith(_QUOTIENT)
    if key.startswith("gradient") and ", by " in key:
        return f"the mixed derivative {sign}"
    if key.startswith("gradient"):
        return f"the {'derivative' if is_quotient else 'gradient'} {sign}"
    if key.startswith("hessian"):
        return f"the {'second derivative' if is_quotient else 'Hessian'} {sign}"
    if key.startswith("directional derivative"):
        return f"the derivative {sign} in the direction {FORMULA}"
    if key.startswith("Taylor polynomial"):
        return f"the Taylor polynomial {sign} of order two"
    name = key.partition(" by ")[0]
    return f"the {'Jacobian' if name == 'jacobian' else name} {sign}"


def _symbol(symbol: str) -> str:
    r"""Return a symbol as a sentence has it: \frac{a}{b} is a/b."""
    quotient = re.fullmatch(
        r"\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", symbol
    )
    latex = f"{quotient[1]}/{quotient[2]}" if quotient else symbol
    return f"${''.join(latex.split())}$"


def _exactly(claim: Claim) -> str:
    """Return how exactly numbers are asked for."""
    if "decimals" not in claim:
        return "with exact numbers"
    rounded = f"rounded to {claim['decimals']} decimals"
    return f"in numbers {rounded}" if any("derivatives" in row for row in claim["results"]) else rounded


def _without(shapes: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: shape for key, shape in shapes.items() if key != name}
