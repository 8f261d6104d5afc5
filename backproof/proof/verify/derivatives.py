"""Checks of derivatives, shapes, equations, identities and minimisers over matrices."""

import re
from functools import partial
from itertools import pairwise

import numpy as np

from backproof.proof.verify.claims import CHECKS, require
from backproof.proof.verify.language import Scope, shape_of
from backproof.proof.verify.points import TOLERANCE, check_slopes, close, places


def check_derivatives(claim, answer):
    """Judge derivatives, the answer's texts of them, and the lines of their derivation."""
    name, stated = claim["name"], claim["derivatives"]
    keys = [f"d{name}_d{wrt}" for wrt in stated]
    parts = [line.strip() for line in answer["text"].split(";")]
    written = [line.split(" = ")[0] for line in parts if line.startswith(f"d{name}_d")]
    require(written == keys or (len(keys) == 1 and not written), "the text states other derivatives")
    require(answer.get("formulas", stated).keys() == stated.keys(), "formulas by other variables")
    for count, point in enumerate(places(claim, [claim["definition"], *stated.values()]), 1):  # noqa: B007
        for wrt, key in zip(stated, keys, strict=True):
            derivative, run = point.run(stated[wrt])[0], partial(point.run, claim["definition"])
            symmetric = claim["properties"].get(wrt) in ("symmetric", "positive definite")
            check_slopes(derivative, run, wrt, point.names[wrt], f"the derivative by {wrt}", symmetric)
            for text in ("; ".join([*parts, key] if written else parts), answer.get("formulas", stated)[wrt]):
                close(point.run(text)[0], derivative, f"the answer's derivative by {wrt}")
        check_lines(claim, point, keys)
    return f"{len(stated)} by differences, {len(claim['lines'])} lines run, at {count} points"


CHECKS["derivatives"] = check_derivatives


def check_lines(claim, point, keys):
    """Run a derivation in order: its value, its results, and each adjoint by differences."""
    names, name = [line.split(" = ")[0] for line in claim["lines"]], claim["name"]
    require({name, *keys} <= set(names), "the lines do not define the value and each derivative")
    forward = "\n".join(claim["lines"][: names.index(name) + 1])
    given = {key: point.run(text)[0] for key, text in zip(keys, claim["derivatives"].values(), strict=True)}
    given[name] = point.run(claim["definition"])[0]
    for i, (line, text) in enumerate(zip(names, claim["lines"], strict=True)):
        found, after = point.run("\n".join(claim["lines"][: i + 1]))
        if line in given:
            close(found, given[line], f"the line {text}")
        if line.endswith("_bar") and (part := line[:-4]) in names:
            check_slopes(found, partial(point.run, forward), part, after[part], f"the line {text}")


def check_shapes(claim, answer):
    """Measure every part that the answer states."""
    rows = [[text.strip() for text in row.rsplit(":", 1)] for row in answer["text"].split(";")]
    require(rows == claim["parts"], "the answer states other parts")
    for point in places(claim, [claim["definition"]]):
        for text, extent in rows:
            found = point.run(f"{claim['definition']}\n{text}")[0].shape
            require(found == shape_of(extent.replace(" x ", ","), point.sizes), f"{text} has shape {found}")
    return f"{len(rows)} parts measured"


CHECKS["shapes"] = check_shapes


def check_equation(claim, answer):
    """Compare both sides of an equation at random points."""
    stated, known = f"{claim['left']} = {claim['right']}", answer.get("claims", [answer["text"]])
    require(stated in known, "the answer states another equation")
    for point in places(claim, [claim["left"], claim["right"]]):
        close(point.run(claim["left"])[0], point.run(claim["right"])[0], "the left side")
    return "both sides at random points"


CHECKS["equation"] = check_equation


def check_identity(claim, answer):
    """Compare both sides, and each line of the chain with the next under the hypotheses it names alone."""
    left, sign, right, chain = (claim[key] for key in ("left", "sign", "right", "chain"))
    shown = "=" if sign == "==" else sign
    is_stated = f"{left} {shown} {right}" in answer.get("claims", [answer["text"]])
    require(is_stated, "the answer states another relation")
    for point in places(claim, [left, right]):
        a, b = (point.run(side)[0] for side in (left, right))
        a, b = (a, b) if "<" in sign else (b, a)
        if sign == "==":
            close(a, b, "the left side")
        require(sign == "==" or a <= b + TOLERANCE * max(1, abs(b).item()), "the inequality does not hold")
    around = [(claim["before"], side, claim["after"]) for side in (left, right)]
    ends = [" @ ".join(f"({x})" for x in factors if x) for factors in around]
    if claim["form"] in ("difference", "squares"):
        power, (low, high) = "**2" * (claim["form"] == "squares"), (left, right)[:: 1 if "<" in sign else -1]
        ends = [f"({high}){power} - ({low}){power}", *chain[-1:]]
    pairs = [(ends[0], chain[0], []), (ends[1], chain[-1], [])] if chain else []
    pairs += [(*pair, laws) for pair, laws in zip(pairwise(chain), claim["laws"][1:], strict=True)]
    for one, other, laws in pairs:
        for point in places(restricted(claim, laws), [one, other]):
            close(point.run(one)[0], point.run(other)[0], f"the line {other}")
    proved = f"{len(chain)} lines, each under the hypotheses it names"
    return proved if chain else "at random points, not proved"


CHECKS["identity"] = check_identity


def restricted(claim, laws):
    """Return a claim with the hypotheses that laws name, and those about signs."""
    known, given = {about: law.removesuffix(" determinant") for law, about in laws}, claim["given"]
    signs = {name: words for name, words in claim["properties"].items() if re.search("pos|nonneg", words)}
    kept = {name: signs.get(name, known.get(name, "")) for name in claim["properties"]}
    return claim | {"properties": kept, "given": [text for text in given if ["equation", text] in laws]}


def check_results(claim, answer):
    """Judge each result by itself: an equation, or the derivative of a program."""
    require([row["key"] for row in claim["results"]] == list(answer["formulas"]), "it states other results")
    for row in claim["results"]:
        check, left = (check_equation, f"{row['left']} = ") if "left" in row else (check_derivatives, "")
        check({**claim, "right": row["text"], **row}, {"text": left + answer["formulas"][row["key"]]})
    return f"{len(claim['results'])} results, each by itself"


CHECKS["results"] = check_results


def check_matrix_minimiser(claim, answer):
    """Judge a minimiser by differences there and by values nearby; of a dual function, the value."""
    text = f"{claim['key']} = {claim['answer']}{claim['assumption']}"
    require(answer["text"] == text, "the answer states another formula")
    wrt, whole, rng = claim["wrt"], claim["definition"], np.random.default_rng(7)
    for count, point in enumerate(places(claim, [whole, claim["minimiser"], claim["answer"]]), 1):  # noqa: B007
        stated, best = (point.run(claim[key])[0] for key in ("answer", "minimiser"))
        at = Scope({**point.names, wrt: best}, point.sizes, point.functions)
        run = partial(at.run, whole)
        check_slopes(0 * best, run, wrt, best, "the gradient at the minimiser")
        value = run()[0]
        close(stated, best if claim["key"] == wrt else value, "the answer")
        for step in rng.standard_normal((8, *best.shape)):
            near = run((wrt, step * rng.choice([1e-2, 1, 10])))[0]
            require(near >= value - TOLERANCE * (1 + abs(value)), "a value nearby is lower")
    return f"gradient 0 by differences, no lower value nearby, at {count} points"


CHECKS["matrix_minimiser"] = check_matrix_minimiser
