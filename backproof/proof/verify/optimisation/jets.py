"""Derivatives of first and second order beside values, and the lines that state them."""

from fractions import Fraction
from itertools import product

import numpy as np

from backproof.proof.verify.claims import require
from backproof.proof.verify.exact import entries, entry
from backproof.proof.verify.points import close

DERIVED = {
    "exp": ("exp(t)", "exp(t)"), "log": ("1/t", "-1/t**2"), "sqrt": ("1/2/sqrt(t)", "-1/4/sqrt(t)**3"),
    "sin": ("cos(t)", "-sin(t)"), "cos": ("-sin(t)", "-cos(t)"), "relu": ("(1 + sign(t))/2", "0*t"),
    "sinh": ("cosh(t)", "sinh(t)"), "cosh": ("sinh(t)", "cosh(t)"), "abs": ("sign(t)", "0*t"),
    "tanh": ("1/cosh(t)**2", "-2*tanh(t)/cosh(t)**2"), "arctan": ("1/(1 + t**2)", "-2*t/(1 + t**2)**2"),
    "atan": ("1/(1 + t**2)", "-2*t/(1 + t**2)**2"),
    "erf": ("2/sqrt(pi)*exp(-t**2)", "-4*t/sqrt(pi)*exp(-t**2)"),
    "sigmoid": ("sigmoid(t)*(1 - sigmoid(t))", "sigmoid(t)*(1 - sigmoid(t))*(1 - 2*sigmoid(t))"),
    "softplus": ("sigmoid(t)", "sigmoid(t)*(1 - sigmoid(t))"), "sign": ("0*t", "0*t"),
}  # fmt: skip


class Jet:
    """A number with its gradient and Hessian: exact as far as its operations are."""

    def __init__(self, value, slope=0, bend=0):
        self.value, self.slope, self.bend = value, slope, bend

    def __add__(self, other):
        other = other if isinstance(other, Jet) else Jet(other)
        return Jet(self.value + other.value, self.slope + other.slope, self.bend + other.bend)

    def __mul__(self, other):
        x, y = self, other if isinstance(other, Jet) else Jet(other)
        mixed = np.multiply.outer(x.slope, y.slope) if np.ndim(x.slope) and np.ndim(y.slope) else 0
        bend = x.value * y.bend + y.value * x.bend + mixed + np.transpose(mixed)
        return Jet(x.value * y.value, x.value * y.slope + y.value * x.slope, bend)

    def __pow__(self, power):
        factors = (power * self.value ** (power - 1) if power else 0, power * (power - 1))
        second = factors[1] * self.value ** (power - 2) if factors[1] else 0
        return self.chained(self.value**power, factors[0], second)

    def chained(self, value, first, second):
        """Return a function of this number by its value and derivatives."""
        square = np.multiply.outer(self.slope, self.slope) if np.ndim(self.slope) else 0
        return Jet(value, first * self.slope, first * self.bend + second * square)

    def applied(self, name):
        """Return a built-in function of this number."""
        texts = (f"{name}(t)", *DERIVED[name])
        return self.chained(*(entry(text, {"t": self.value}) for text in texts))

    def __sub__(self, other):
        return self + -1 * other

    def __rsub__(self, other):
        return other + -1 * self

    def __neg__(self):
        return self * -1

    def __truediv__(self, other):
        return self * (other**-1 if isinstance(other, Jet) else Fraction(1) / other)

    def __rtruediv__(self, other):
        return self**-1 * other

    __radd__, __rmul__ = __add__, __mul__


def jet(text, names, point):
    """Return a formula's value, gradient and Hessian at a point."""
    units = np.array([[Fraction(i == j) for j in range(len(names))] for i in range(len(names))], object)
    zero = Fraction(0) * np.multiply.outer(units[0], units[0])
    at = {name: Jet(x, unit, zero) for name, x, unit in zip(names, point, units, strict=True)}
    return Jet(Fraction(0), 0 * units[0], zero) + entry(text, at)


def check_lines_of(claim, keys):
    """Hold the lines that state a gradient or a Hessian against jets at random points."""
    rng, names = np.random.default_rng(4), claim["variables"]
    drawn = [rng.uniform(low, high, len(names)) for low, high in [(0.2, 2)] * 4 + [(-0.7, 0.7), (-2, 2)] * 9]
    jets = [(jet(claim["f"], names, list(map(float, at))), at) for at in drawn]
    inside = [(x, at) for x, at in jets if np.all(np.isfinite(x.bend.astype(complex)))]
    lines = [line for line in claim["lines"] if line["key"] in keys]
    require(inside or not lines, "the function has no values")
    for line, (found, place) in product(lines, inside[:4]):
        at = dict(zip(names, map(float, place), strict=True))
        stated = np.array(entries(line["value"], at), dtype=float)
        wanted = found.slope[:, None] if line["key"] == "gradient" else found.bend
        close(stated, wanted.astype(float), f"the {line['key']}")


def at_curve(texts, t):
    """Return the exact point of a curve at t."""
    return [entry(text, {"t": Fraction(t)}) for text in texts]
