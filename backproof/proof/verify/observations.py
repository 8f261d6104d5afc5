"""Checks of what runs are said to show."""

import ast
import math
from itertools import pairwise

import numpy as np

from backproof.proof.verify.claims import CHECKS, UncheckedError, require


def rate(x, y, low=0, high=math.inf):
    """Return the slope of log |y| over log x by least squares, where low <= x <= high."""
    x, y = np.array(x), np.array(y)
    fits = (x > 0) & (y != 0) & (low <= x) & (x <= high)
    return np.polyfit(np.log(x[fits]), np.log(abs(y[fits])), 1)[0]


def apart(a, b):
    """Return the largest difference of two results, relative to the second's largest entry above 1."""
    a, b = np.array(a), np.array(b)
    return np.max(abs(a - b)) / max(1.0, np.max(abs(b))) if a.shape == b.shape else math.inf


WORDS = {
    "rate": rate, "difference": apart, "agree": lambda a, b, room: apart(a, b) <= room, "len": len,
    "factor": lambda y: math.exp(np.polyfit(np.flatnonzero(y), np.log(abs(y[y != 0])), 1)[0]), "abs": np.abs,
    "falls": lambda y: len(y) > 1 and np.all(np.diff(y) < 0), "sqrt": np.sqrt, "log": np.log, "exp": np.exp,
    "rises": lambda y: len(y) > 1 and np.all(np.diff(y) > 0), "round": np.round, "log2": np.log2,
    "log10": np.log10, **{
        name: lambda *x, of=of: of(np.concatenate([np.ravel(part) for part in x])) for name, of in (
            ("min", np.min), ("max", np.max), ("sum", np.sum), ("mean", np.mean), ("norm", np.linalg.norm))},
}  # fmt: skip


RELATIONS = {ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal,
             ast.Eq: np.equal, ast.NotEq: np.not_equal}  # fmt: skip


def observed(text, results):
    """Return the value of a claim, as Python has it, over results, words and numbers alone."""
    names = {f"{word}()": of for word, of in WORDS.items()} | {"e": math.e, "pi": math.pi, "inf": math.inf}
    for name, x in results.items():
        for label, number in x.items() if isinstance(x, dict) else ():
            text = text.replace(f"{name}['{label}']", f"{number}").replace(f'{name}["{label}"]', f"{number}")
        text = text.replace(name, key := name.replace(".", "__"))
        names[key] = np.array(list(x.values()) if isinstance(x, dict) else x)
    body = ast.parse(text.strip(), mode="eval").body
    for call in [part for part in ast.walk(body) if isinstance(part, ast.Call)]:
        call.func = ast.copy_location(ast.Name(f"{ast.unparse(call.func)}()", ast.Load()), call)
    foreign = [x for x in ast.walk(body) if "attr" in x._fields or getattr(x, "id", "e") not in names]
    require(not foreign, f"{text} is no claim")
    sides = [body.left, *body.comparators] if isinstance(body, ast.Compare) else [body]
    found = [eval(compile(ast.Expression(x), "", "eval"), {"__builtins__": {}}, names) for x in sides]
    if not isinstance(body, ast.Compare):
        return found[0]
    pairs = zip(body.ops, pairwise(map(np.array, found)), strict=True)
    return all(np.all(RELATIONS[type(op)](*pair)) for op, pair in pairs)


def check_observations(claim, _):
    """Evaluate each claim about the recorded results of a run."""
    if not claim["claims"]:
        raise UncheckedError(f"nothing is claimed of what {claim['script']} prints")
    for text in claim["claims"]:
        require(observed(text, claim["results"]), f"{text} is false")
    return f"{len(claim['claims'])} claims about recorded results; the script was not run"


CHECKS["observations"] = check_observations
