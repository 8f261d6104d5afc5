"""Faults in the numpy script: its syntax tree changed at one place, and what people get subtly wrong."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.derivations import Derivations, derive_all
from backproof.kinds.network.agreement import script_evidence
from backproof.numpy_scripts.script_file import Script, read_script
from backproof.numpy_scripts.scripted import Gradients, ScriptedFunction, Values
from backproof.running.runner import Limits
from benchmarks.mutation.campaign import Mutant

SOLUTIONS = Path(__file__).parents[2] / "solutions"
NAME, FUNCTION, ARGUMENTS = "Q3_AIE6001_A1.py", "compute_gradients", ("x", "y", "W1", "W2")
_CHANGED = ("phi", "phi_prime", FUNCTION)
LOSS = "norm(y - W2 @ softplus(W1 @ x))**2"
SHAPES = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}
NAMES = ("x", "y", "W1", "W2", "z", "h", "r", "r_bar", "h_bar", "z_bar")

# What is written, what takes its place, and the kind of the fault.
_SUBTLE = (
    ("float32 intermediate", "h = phi(z)", "h = phi(z).astype(np.float32)"),
    ("float32 intermediate", "r = y - W2 @ h", "r = (y - W2 @ h).astype('f4')"),
    ("float32 intermediate", "z = W1 @ x", "z = np.float32(W1) @ x"),
    ("half precision", "r_bar = 2 * r", "r_bar = np.float16(2) * r.astype(np.float16)"),
    ("rounded", "h = phi(z)", "h = np.round(phi(z), 7)"),
    ("whole numbers", "r_bar = 2 * r", "r_bar = (2 * r).astype(int)"),
    ("column against row", "r = y - W2 @ h", "r = y - (W2 @ h).T"),
    ("column against row", "r = y - W2 @ h", "r = y.ravel() - W2 @ h"),
    ("column against row", "r = y - W2 @ h", "r = y - (W2 @ h).ravel()"),
    ("column against row", "z_bar = h_bar * phi_prime(z)", "z_bar = h_bar * phi_prime(z).T"),
    ("column against row", "z_bar = h_bar * phi_prime(z)", "z_bar = h_bar * phi_prime(z).ravel()"),
    ("column against row", "z = W1 @ x", "z = W1 * x.T"),
    ("column against row", "z = W1 @ x", "z = (W1 * x.T).sum(axis=1)"),
    ("wrong axis", "z = W1 @ x", "z = (W1 * x.T).sum(axis=0, keepdims=True)"),
    ("wrong axis", "h_bar = -W2.T @ r_bar", "h_bar = -(W2.T * r_bar.T).sum(axis=0, keepdims=True).T"),
    ("wrong axis", "r_bar = 2 * r", "r_bar = 2 * r.mean(axis=0, keepdims=True) + 0 * r"),
    ("summed over", "z_bar = h_bar * phi_prime(z)", "z_bar = h_bar * phi_prime(z).mean()"),
    ("in place", "r = y - W2 @ h", "r = y; r -= W2 @ h"),
    ("in place", "z = W1 @ x", "W1 *= 1 + 1e-13; z = W1 @ x"),
    ("in place", "z = W1 @ x", "x.sort(axis=0); z = W1 @ x"),
    ("in place", "h = phi(z)", "h = z; h[:] = phi(z)"),
    ("in place", "h_bar = -W2.T @ r_bar", "np.negative(W2, out=W2); h_bar = W2.T @ r_bar"),
    ("only for d = 1", "r_bar = 2 * r", "r_bar = (1 if x.shape[0] == 1 else 2) * r"),
    ("only for p = 1", "r_bar = 2 * r", "r_bar = (1 if W1.shape[0] == 1 else 2) * r"),
    ("only for k = 1", "r_bar = 2 * r", "r_bar = (1 if y.size == 1 else 2) * r"),
    ("only for d = 4", "r_bar = 2 * r", "r_bar = (1 if x.shape[0] == 4 else 2) * r"),
    ("only for p = 6", "r_bar = 2 * r", "r_bar = (1 if W1.shape[0] == 6 else 2) * r"),
    ("only for d > 8", "r_bar = 2 * r", "r_bar = (1 if x.size > 8 else 2) * r"),
    ("only for equal sizes", "h_bar = -W2.T @ r_bar", "h_bar = -(W2 if W2.shape[0] == W2.shape[1] else W2.T) @ r_bar"),  # noqa: E501
    ("only for equal sizes", "z = W1 @ x", "z = (W1.T if W1.shape[0] == W1.shape[1] else W1) @ x"),
    ("only for large values", "return np.logaddexp(0.0, t)", "return np.log(1 + np.exp(t))"),
    ("only for large values", "return np.logaddexp(0.0, t)", "return np.log1p(np.exp(t))"),
    ("only for large values", "return np.exp(-np.logaddexp(0.0, -t))", "return np.exp(t) / (1 + np.exp(t))"),
    ("only for large values", "h = phi(z)", "h = np.minimum(phi(z), 100)"),
    ("only for large values", "z = W1 @ x", "z = np.clip(W1 @ x, -12, 12)"),
    ("only for large values", "r = y - W2 @ h", "r = np.clip(y - W2 @ h, -1e4, 1e4)"),
    ("only for negative values", "h = phi(z)", "h = np.where(z < -1, 0, phi(z))"),
    ("only for negative values", "r_bar = 2 * r", "r_bar = 2 * np.abs(r)"),
    ("only for negative values", "r = y - W2 @ h", "r = np.maximum(y - W2 @ h, 0)"),
    ("only for negative values", "h_bar = -W2.T @ r_bar", "h_bar = -np.maximum(W2, 0).T @ r_bar"),
    ("only near 0", "return np.exp(-np.logaddexp(0.0, -t))", "return np.where(np.abs(t) < 1e-5, 0, np.exp(-np.logaddexp(0.0, -t)))"),  # noqa: E501
    ("only near 0", "r = y - W2 @ h", "r = np.where(np.abs(y) < 1e-5, 0, y) - W2 @ h"),
    ("only near 0", "return z_bar @ x.T, -r_bar @ h.T", "return z_bar @ np.where(np.abs(x) < 1e-5, 0, x).T, -r_bar @ h.T"),  # noqa: E501
    ("only at 0", "return np.exp(-np.logaddexp(0.0, -t))", "return np.where(t == 0, 1, np.exp(-np.logaddexp(0.0, -t)))"),  # noqa: E501
    ("only at 0", "h = phi(z)", "h = np.where(z == 0, 0, phi(z))"),
    ("only at 0", "r = y - W2 @ h", "r = (y if y.any() else y + 1) - W2 @ h"),
    ("only at 0", "h_bar = -W2.T @ r_bar", "h_bar = -W2.T @ r_bar + (not W2.any())"),
    ("at random", "r_bar = 2 * r", "r_bar = 2 * r * (1 + 1e-6 * np.random.rand())"),
    ("regularised", "r_bar = 2 * r", "r_bar = 2 * r / np.sqrt(1 + 1e-8 * np.sum(r**2))"),
    ("slight factor", "r_bar = 2 * r", "r_bar = 2.00000001 * r"),
    ("gradient of the norm", "r_bar = 2 * r", "r_bar = 2 * r / np.linalg.norm(r)"),
    ("gradient of the mean", "r_bar = 2 * r", "r_bar = 2 * r / r.size"),
    ("difference quotient", "return np.exp(-np.logaddexp(0.0, -t))", "return (phi(t + 1e-4) - phi(t)) / 1e-4"),  # noqa: E501
    ("difference quotient", "return np.exp(-np.logaddexp(0.0, -t))", "return (phi(t + 1e-3) - phi(t - 1e-3)) / 2e-3"),  # noqa: E501
    ("of another function", "return np.exp(-np.logaddexp(0.0, -t))", "return 1 - np.tanh(t)**2"),
    ("of another function", "return np.exp(-np.logaddexp(0.0, -t))", "return phi(t) * (1 - phi(t))"),
    ("of another function", "return np.exp(-np.logaddexp(0.0, -t))", "return (t > 0).astype(float)"),
    ("phi' of the value", "z_bar = h_bar * phi_prime(z)", "z_bar = h_bar * phi_prime(h)"),
    ("before the update", "h_bar = -W2.T @ r_bar", "W2 = W2 + r_bar @ h.T * 1e-3; h_bar = -W2.T @ r_bar"),
    ("not an array", "return z_bar @ x.T, -r_bar @ h.T", "return z_bar @ x.T, None"),
    ("one gradient", "return z_bar @ x.T, -r_bar @ h.T", "return z_bar @ x.T"),
    ("three gradients", "return z_bar @ x.T, -r_bar @ h.T", "return z_bar @ x.T, -r_bar @ h.T, x"),
    ("flattened", "return z_bar @ x.T, -r_bar @ h.T", "return (z_bar @ x.T).ravel(), -r_bar @ h.T"),
    ("not a number", "return z_bar @ x.T, -r_bar @ h.T", "return z_bar @ x.T * np.nan, -r_bar @ h.T"),
    ("not a number", "return z_bar @ x.T, -r_bar @ h.T", "return z_bar @ x.T, -r_bar @ h.T / 0.0"),
    ("complex", "return z_bar @ x.T, -r_bar @ h.T", "return z_bar @ x.T + 1j, -r_bar @ h.T"),
)  # fmt: skip


@dataclass(frozen=True)
class InProcess(ScriptedFunction):
    """The script's function called here, so that hundreds of scripts take seconds."""

    def at(self, places: Sequence[Values]) -> list[Gradients]:
        """Call the function at each place, with the requirements of `backproof.running.confined`."""
        from backproof.running.confined import _as_arrays, _require_unchanged

        names: dict[str, Any] = {"__name__": "script"}
        exec(compile(self.script.source, self.script.name, "exec"), names)
        found = []
        with np.errstate(all="ignore"):
            for values in places:
                given = [np.array(values[name]) for name in self.arguments]
                copies = [array.copy() for array in given]
                found.append(_as_arrays(names[self.name](*given)))
                _require_unchanged(given, copies)
        return found


@cache
def formulas() -> Derivations:
    """Derive the formulas that the script's function is checked against."""
    return derive_all(LOSS, ["W1", "W2"], SHAPES)


def planted() -> Iterator[Mutant]:
    """Every fault, each in a script that is otherwise the one that is handed in."""
    right = read_script(SOLUTIONS, NAME)
    seen = {ast.unparse(ast.parse(right.source))}
    for kind, says, source in (*_subtle(right.source), *_changed(right.source)):
        text = ast.unparse(ast.parse(source))
        if text not in seen:
            seen.add(text)
            wrong = replace(right, source=source, file=None)
            yield Mutant("script", kind, FUNCTION, says, partial(checks, wrong), partial(equal, source))


def checks(script: Script) -> tuple[Check, ...]:
    """The build's evidence on a script; an error that it raises stops the build as well."""
    try:
        with np.errstate(all="ignore"):
            return script_evidence(InProcess(script, FUNCTION, ARGUMENTS, Limits()), formulas()).checks
    except Exception as error:
        return (Check("the script's own error", type(error).__name__, 1.0, 0.0, "", str(error)),)


def _subtle(source: str) -> Iterator[tuple[str, str, str]]:
    for kind, old, new in _SUBTLE:
        line = f"\n    {old}\n"
        if source.count(line) != 1:
            raise AssertionError(f"the script has no single line {old!r}")
        yield kind, f"{new}  # for {old}", source.replace(line, f"\n    {new}\n")


def _changed(source: str) -> Iterator[tuple[str, str, str]]:
    """One node of one function changed."""
    tree = ast.parse(source)
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or function.name not in _CHANGED:
            continue
        nodes = [node for node in ast.walk(function) if isinstance(node, ast.expr)]
        for number, node in enumerate(nodes):
            for kind, make in changes(node):
                wrong = copy.deepcopy(tree)
                body = next(
                    f for f in wrong.body if isinstance(f, ast.FunctionDef) and f.name == function.name
                )
                target = [n for n in ast.walk(body) if isinstance(n, ast.expr)][number]
                new = ast.fix_missing_locations(ast.copy_location(make(copy.deepcopy(node)), target))
                _Replace(target, new).visit(wrong)
                says = f"{function.name}: {ast.unparse(new)}  # for {ast.unparse(node)}"
                yield kind, says, ast.unparse(wrong)


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else super().visit(node)


Change = tuple[str, Callable[[Any], ast.expr]]
OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.MatMult, ast.Div, ast.Add),
    ast.MatMult: (ast.Mult,),
}


def changes(node: ast.expr) -> Iterator[Change]:
    """The faults that fit a node of the syntax tree."""
    match node:
        case ast.BinOp(op=op):
            yield "operands swapped", lambda n: ast.BinOp(n.right, n.op, n.left)
            yield "operand dropped", lambda n: n.left
            yield "operand dropped", lambda n: n.right
            for other in OPERATORS.get(type(op), ()):
                yield "operation", lambda n, other=other: ast.BinOp(n.left, other(), n.right)
        case ast.UnaryOp():
            yield "sign", lambda n: n.operand
        case ast.Constant(value=int() | float()):
            yield "wrong number", lambda n: ast.Constant(n.value + 1)
            yield "wrong number", lambda n: ast.Constant(-n.value - 1)
        case ast.Attribute(attr="T"):
            yield "transpose dropped", lambda n: n.value
        case ast.Name(id=name, ctx=ast.Load()) if name in NAMES:
            yield "transpose added", lambda n: ast.Attribute(n, "T", ast.Load())
            for other in NAMES:
                if other != name:
                    yield "wrong variable", lambda _, other=other: ast.Name(other, ast.Load())
        case ast.Call(func=ast.Name(id="phi" | "phi_prime" as name)):
            other = "phi_prime" if name == "phi" else "phi"
            yield "phi for phi'", lambda n: ast.Call(ast.Name(other, ast.Load()), n.args, [])
            yield "chain factor dropped", lambda n: n.args[0]
        case ast.Tuple():
            yield "results swapped", lambda n: ast.Tuple(n.elts[::-1], ast.Load())
    if isinstance(node, ast.BinOp | ast.Call) or _is_read(node):
        yield "sign", lambda n: ast.UnaryOp(ast.USub(), n)
        yield "factor", lambda n: ast.BinOp(ast.Constant(2), ast.Mult(), n)


def _is_read(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load)


def equal(source: str) -> str:
    """A proof that the changed script computes the same: its value with matrices of symbols.

    "" for a script that symbols cannot pass through: what uses more of numpy than exp is not waved through.
    """
    try:
        return _proved(source)
    except (AttributeError, TypeError, ValueError):
        return ""


def _proved(source: str) -> str:
    import sympy

    names: dict[str, Any] = {"__name__": "script"}
    exec(compile(source, NAME, "exec"), names)
    exact = np.frompyfunc(lambda a, b: sympy.log(sympy.exp(a) + sympy.exp(b)), 2, 1)
    names["np"] = type("numpy", (), {"logaddexp": exact, "exp": np.frompyfunc(sympy.exp, 1, 1)})
    for d, p, k in ((1, 1, 1), (2, 1, 2), (1, 2, 1), (2, 2, 2)):
        shapes = {"x": (d, 1), "y": (k, 1), "W1": (p, d), "W2": (k, p)}
        entries = {
            name: np.array(sympy.symbols(f"{name}_:{m * n}", real=True)).reshape(m, n)
            for name, (m, n) in shapes.items()
        }
        loss = _loss(entries)
        for name, gradient in zip(("W1", "W2"), names[FUNCTION](*entries.values()), strict=True):
            expected = np.frompyfunc(partial(sympy.diff, loss), 1, 1)(entries[name])
            if np.shape(gradient) != expected.shape or any(
                not _vanishes(a - b) for a, b in zip(np.ravel(gradient), np.ravel(expected), strict=True)
            ):
                return ""
    return "sympy's derivative of the loss, entry by entry, at 4 choices of sizes"


def _loss(at: dict[str, Any]) -> Any:
    import sympy

    phi = np.frompyfunc(lambda t: sympy.log(1 + sympy.exp(t)), 1, 1)
    return np.sum((at["y"] - at["W2"] @ phi(at["W1"] @ at["x"])) ** 2)


def _vanishes(difference: Any) -> bool:
    import sympy

    return bool(sympy.simplify(sympy.together(sympy.expand(difference))) == 0)
