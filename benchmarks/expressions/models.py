"""Shapes of expressions that people write: networks, losses, normalisations, quadratic forms, with slots.

A model's text has slots in braces: a variable or a size by its role, `{f}` and `{g}` functions of one
number, `{number}`, and exponents. Letters are dealt anew, so that they meet those that the project would
choose itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.expressions.cases import Case
from benchmarks.expressions.grammar import COLUMNS, MATRICES, SCALARS, drawn_functions, joined, own_names


@dataclass(frozen=True)
class Model:
    """A text with slots, the shapes of its variables, and their properties."""

    text: str
    shapes: dict[str, str]
    properties: dict[str, str] = field(default_factory=dict)


N, NN, MN, NK = "{n}", "{n},{n}", "{m},{n}", "{n},{k}"
POSITIVE = {"x": "positive"}
NUMBERS = (
    # networks
    Model("norm({y} - {W2} @ {f}({W} @ {x}))**2", {"x": N, "y": "{k}", "W": MN, "W2": "{k},{m}"}),
    Model("norm({W2} @ {f}({g}({W} @ {x})*{x}))**2", {"x": N, "W": NN, "W2": "{k},{n}"}),
    Model(
        "z = {W} @ {x} + {b}; h = {f}(z); {number}*norm({W2} @ h - {y})**2",
        {"x": N, "b": "{m}", "y": "{k}", "W": MN, "W2": "{k},{m}"},
    ),
    Model("u = {f}({y}); {y}.T @ u", {"y": N}),
    Model("h = {f}({W} @ {x}); norm({x} + {f}({W} @ h) - {y})**2", {"x": N, "y": N, "W": NN}),
    Model("norm({Y} - {f}({X} @ {W}) @ {V})**2", {"X": MN, "W": NK, "V": "{k},{d}", "Y": "{m},{d}"}),
    Model(
        "z = {W} @ {x}; h = 0.5*z*(ones({m}) + tanh({number}*(z + 0.04*z**3))); norm({y} - {V} @ h)**2",
        {"x": N, "y": "{k}", "W": MN, "V": "{k},{m}"},
    ),
    Model(
        "g = sigmoid({W} @ {x}); h = tanh({V} @ {x}); sum((ones({m}) - g)*{b} + g*h)",
        {"x": N, "W": MN, "V": MN, "b": "{m}"},
    ),
    Model("{a}.T @ ({f}({W} @ {x})*{g}({V} @ {x}))", {"x": N, "a": "{m}", "W": MN, "V": MN}),
    # losses
    Model(
        "sum(softplus({X} @ {w})) - {y}.T @ {X} @ {w} + {lam}*norm({w})**2",
        {"X": MN, "w": N, "y": "{m}", "lam": ""},
    ),
    Model("sum(log(ones({m}) + exp(-{y}*({X} @ {w}))))", {"X": MN, "w": N, "y": "{m}"}),
    Model("lse({W} @ {x}) - {y}.T @ {W} @ {x}", {"W": MN, "x": N, "y": "{m}"}),
    Model("-{y}.T @ log(softmax({W} @ {x} + {b}))", {"W": MN, "x": N, "y": "{m}", "b": "{m}"}),
    Model("sum(rowlse({X} @ {W})) - tr({Y}.T @ {X} @ {W})", {"X": MN, "W": NK, "Y": "{m},{k}"}),
    Model("-sum({Y}*log(rowsoftmax({X} @ {W})))", {"X": MN, "W": NK, "Y": "{m},{k}"}),
    Model(
        "p = sigmoid({X} @ {w}); -sum({y}*log(p) + (ones({m}) - {y})*log(ones({m}) - p))",
        {"X": MN, "w": N, "y": "{m}"},
    ),
    Model("{x}.T @ log({x})", {"x": N}, POSITIVE),
    Model("-sum({x}*log({x}))", {"x": N}, POSITIVE),
    Model("sum({x}*log({x}/{y}))", {"x": N, "y": N}, {"x": "positive", "y": "positive"}),
    Model("{t}*log({t}) + (1 - {t})*log(1 - {t})", {"t": ""}),
    Model("{x}.T @ softmax({x})", {"x": N}),
    Model("sum(sqrt(ones({n}) + ({x} - {y})**2))", {"x": N, "y": N}),
    Model("sum(relu(ones({m}) - {y}*({X} @ {w}))) + {number}*norm({w})**2", {"X": MN, "w": N, "y": "{m}"}),
    Model("norm1({a}*({p} @ {C}))", {"a": N, "p": "{n},{m}", "C": "{m}"}),
    Model("sum({f}(({X} @ {w} - {y})/{s}))*{s}", {"X": MN, "w": N, "y": "{m}", "s": ""}, {"s": "positive"}),
    # quadratic forms
    Model("{x}.T @ {A} @ {x}", {"x": N, "A": NN}),
    Model("{x}.T @ {A} @ {x}/({x}.T @ {x})", {"x": N, "A": NN}, {"A": "symmetric"}),
    Model("{x}.T @ {f}({x})", {"x": N}),
    Model("{x}.T @ {A} @ {f}({x})", {"x": N, "A": NN}),
    Model("{f}({x}).T @ {A} @ {f}({x})", {"x": N, "A": NN}),
    Model("({a}.T @ {x})*({b}.T @ {x})", {"x": N, "a": N, "b": N}),
    Model("norm({A} @ {x} - {b})**2/{number} + {lam}*norm({x})**2", {"x": N, "A": MN, "b": "{m}", "lam": ""}),
    Model("exp(-({x} - {y}).T @ {S} @ ({x} - {y})/2)", {"x": N, "y": N, "S": NN}, {"S": "positive definite"}),
    Model("(1 + abs(tr({B}.T @ {X} @ {B})))**{rational}", {"B": NK, "X": NN}),
    Model("({number} + {x}.T @ {y})**{whole}", {"x": N, "y": N}),
    # normalisations
    Model("{y}.T @ ({x}/norm({x}))", {"x": N, "y": N}),
    Model("{a}.T @ {b}/(norm({a})*norm({b}))", {"a": N, "b": N}),
    Model("norm({A} @ {x}/norm({x}) - {y})**2", {"x": N, "y": "{m}", "A": MN}),
    Model(
        "mu = sum({x})/{number}; r = {x} - mu*ones({n}); v = norm(r)**2/{number}; {y}.T @ (r/sqrt(v + 0.01))",
        {"x": N, "y": N},
    ),
    Model(
        "m = colsum({X})/{number}; R = {X} - ones({m}) @ m; s = colsum(R**2)/{number}; "
        "sum({Y}*R/(ones({m}) @ sqrt(s + ones(1, {n}))))",
        {"X": MN, "Y": MN},
    ),
    Model("{y}.T @ diag({x}) @ {A} @ {x}/sum({x})", {"x": N, "y": N, "A": NN}, POSITIVE),
    Model("({x} - {y}).T @ ({x} - {y})/({t}**2 + 1) + log({t}**2 + 1)", {"x": N, "y": N, "t": ""}),
    # inverses and determinants
    Model("logdet({S}) + {x}.T @ inv({S}) @ {x}", {"S": NN, "x": N}, {"S": "positive definite"}),
    Model("logdet({A}.T @ {A} + {t}*eye({n}))", {"A": MN, "t": ""}, {"t": "positive"}),
    Model("logdet(eye({n}) + {x} @ {x}.T)", {"x": N}),
    Model("det({A} @ {A}.T + eye({m}))**{rational}", {"A": MN}),
    Model("log(det({Q}.T @ {Q}))", {"Q": "{m},{n}"}),
    Model("{b}.T @ inv({A}) @ {b}", {"A": NN, "b": N}),
    Model("tr(inv({A}) @ {B})", {"A": NN, "B": NN}),
    Model("tr(inv({M} @ diag({x}) @ {M}.T))", {"M": "{m},{n}", "x": N}, POSITIVE),
    Model("{x}.T @ inv(diag(softplus({y}))) @ {x}", {"x": N, "y": N}),
    Model(
        "K = inv({X}.T @ {X} + {t}*eye({n})); w = K @ {X}.T @ {y}; norm({y} - {X} @ w)**2",
        {"X": MN, "y": "{m}", "t": ""},
        {"t": "positive"},
    ),
    Model("P = {X} @ inv({X}.T @ {X}) @ {X}.T; norm({y} - P @ {y})**2", {"X": MN, "y": "{m}"}),
    Model("norm({A} @ inv({A} + eye({n})) @ {b})", {"A": NN, "b": N}),
    Model("log(det({A})) - tr({A} @ {B})", {"A": NN, "B": NN}, {"A": "positive definite"}),
    # matrices
    Model("tr({X}.T @ {A} @ {X} @ {B})", {"X": MN, "A": "{m},{m}", "B": NN}),
    Model("norm({X} - {U} @ {V}.T)**2", {"X": MN, "U": "{m},{k}", "V": NK}),
    Model("norm({M}*({X} - {U} @ {V}))**2", {"X": MN, "M": MN, "U": "{m},{k}", "V": "{k},{n}"}),
    Model("tr({A} @ {A} @ {A})", {"A": NN}),
    Model("sum(({A} @ {B})*({B}.T @ {A}.T))", {"A": MN, "B": "{n},{m}"}),
    Model("{a}.T @ ({X}*({X} @ {A})) @ {b}", {"X": MN, "A": NN, "a": "{m}", "b": N}),
    Model("sum(rowsoftmax({X} @ {A} @ {X}.T/{number}) @ {X})", {"X": MN, "A": NN}),
    Model("sum({f}(ones({n}, {m}) @ {C}))", {"C": "{m},{k}", "x": N}),
    Model("norm(diagvec({A} @ {X} @ {A}.T))**2", {"A": MN, "X": NN}),
    Model("tr(diag({x}) @ {A} @ diag({f}({x})))", {"x": N, "A": NN}),
    Model("sum(colsum({f}({X}))**2)/{number} + sum(rowsum({X})**3)", {"X": MN}),
    Model("tr(eye({n}) - {A}.T @ {A}) + norm({A}.T @ {A} - eye({n}))**2", {"A": MN}),
    # differences that vanish
    Model("norm({w} - {w})**2/{number} + {y}.T @ {w}", {"w": N, "y": N}),
    Model("relu({x} - {x}).T @ {y}", {"x": N, "y": N}),
)
VECTORS = (
    Model("{f}({A} @ {x})", {"x": N, "A": MN}),
    Model("{x}/norm({x})", {"x": N}),
    Model("softmax({A} @ {x})", {"x": N, "A": MN}),
    Model("softmax({x}/{t})", {"x": N, "t": ""}, {"t": "positive"}),
    Model("{x}*{f}({x})", {"x": N}),
    Model("({x}.T @ {A} @ {x})*{x}", {"x": N, "A": NN}),
    Model("{A} @ {x}/({b}.T @ {x})", {"x": N, "A": MN, "b": N}),
    Model("{y}*({A} @ {f}({x})) + {b}", {"x": N, "A": MN, "y": "{m}", "b": "{m}"}),
    Model("{x} - {y}*({y}.T @ {x})/norm({y})**2", {"x": N, "y": N}),
    Model("{A} @ diag({x}) @ {B} @ {x}", {"x": N, "A": MN, "B": NN}),
    Model("h = {f}({W} @ {x}); {V} @ {f}(h) + {b}", {"x": N, "W": MN, "V": "{k},{m}", "b": "{k}"}),
    Model("{x} + {f}({W} @ {x})", {"x": N, "W": NN}),
    Model("inv({A} + {t}*eye({n})) @ {x}", {"x": N, "A": NN, "t": ""}, {"t": "positive"}),
    Model("{x}.T @ {A}*({b}.T @ {x})", {"x": N, "A": "{n},{m}", "b": N}),
    Model("rowsum({X}*(ones({m}) @ {x}.T))", {"x": N, "X": MN}),
    Model("mu = sum({x})/{number}; ({x} - mu*ones({n}))/norm({x} - mu*ones({n}))", {"x": N}),
    Model("{t}*{A} @ {x} + exp({t})*{x}", {"x": N, "A": NN, "t": ""}),
)
_WRAPPED = (
    "{F}",
    "{F}",
    "{F}",
    "{F}",
    "({F})**2",
    "exp(-({F}))",
    "log(1 + ({F})**2)",
    "{f}({F})",
    "sqrt(1 + ({F})**2)",
    "{number}*({F})",
    "-({F})",
    "({F})/(1 + ({F})**2)",
    "1/(2 + sin({F}))",
)
ENTRIES = ("tanh", "arctan", "sigmoid", "softplus", "relu", "sin", "cos", "exp", "abs", "tanh", "sigmoid")
_SLOT = re.compile(r"{(\w+)}")


def written(draw: random.Random) -> Case:
    """A case from the models: letters, functions, sizes and what stands around it are drawn."""
    vector = draw.random() < 0.25
    model = draw.choice(VECTORS if vector else NUMBERS)
    functions = drawn_functions(draw)
    slots = {**_letters(draw, model, functions), **_sizes(draw), **_choices(draw, functions)}
    text = _wrapped(model.text, "{F}" if vector else draw.choice(_WRAPPED))
    small = any("," not in shape for shape in model.shapes.values())
    order = 2 if small and not vector and draw.random() < 0.25 else 1
    shapes = {slots[name]: _shape(shape, slots) for name, shape in model.shapes.items()}
    wrt = _variables(draw, [slots[name] for name in model.shapes], shapes, order, vector)
    properties = {slots[name]: kind for name, kind in model.properties.items()}
    properties = {n: kind for n, kind in properties.items() if kind == "positive" or "," in shapes[n]}
    shapes |= {"sized1": _shape("{n},{m}", slots), "sized2": _shape("{k},{d}", slots)}
    lines = _SLOT.sub(lambda slot: slots[slot[1]], text).split("; ")
    taken = {*shapes, *own_names(functions), *re.findall(r"(\w+) = ", model.text)}
    return Case(joined(draw, lines, taken), shapes, wrt, order, properties, functions)


def _wrapped(text: str, around: str) -> str:
    """The last line of the text inside another expression."""
    *lines, last = text.split("; ")
    return "; ".join([*lines, around.replace("{F}", last)])


def _shape(shape: str, slots: dict[str, str]) -> str:
    """The shape with its sizes; a size of 1 makes a column or a scalar of it."""
    return _SLOT.sub(lambda slot: slots[slot[1]], shape)


def _letters(draw: random.Random, model: Model, functions: Sequence[str]) -> dict[str, str]:
    """A letter for each variable: its own, or another of its kind."""
    taken = own_names(functions) | set(re.findall(r"(\w+) = ", model.text))
    found: dict[str, str] = {}
    keep = draw.random() < 0.5
    for name, shape in model.shapes.items():
        pool = SCALARS if not shape else MATRICES if "," in shape else COLUMNS
        free = [letter for letter in pool if letter not in {*taken, *found.values()}]
        found[name] = name if keep and name not in {*taken, *found.values()} else draw.choice(free)
    return found


def _sizes(draw: random.Random) -> dict[str, str]:
    """The sizes: mostly symbols, sometimes one of them a number."""
    sizes = {name: name for name in "nmkd"}
    if draw.random() < 0.25:
        sizes[draw.choice("nmk")] = draw.choice("123")
    return sizes


def _choices(draw: random.Random, functions: Sequence[str]) -> dict[str, str]:
    own = sorted(own_names(functions))
    return {
        "f": draw.choice([*ENTRIES, *own * 10]),
        "g": draw.choice([*ENTRIES, *own * 5]),
        "number": draw.choice(["2", "3", "0.5", "1/3", "10"]),
        "rational": draw.choice(["0.5", "2", "(1/3)", "3", "(3/2)", "-1"]),
        "whole": draw.choice(["2", "3", "-1", "1"]),
    }


def _variables(
    draw: random.Random, names: Sequence[str], shapes: dict[str, str], order: int, vector: bool
) -> tuple[str, ...]:
    """The variables to derive by, such that the result is at most a matrix."""
    small = [name for name in names if "," not in shapes[name]]
    fits = small if order == 2 or vector else list(names)
    count = 2 if order == 1 and not vector and len(fits) > 1 and draw.random() < 0.3 else 1
    return tuple(draw.sample(fits, count))
