"""Check answers.json against proof.json by means of numpy alone. Usage: python verify.py [FOLDER]

Derivatives and adjoints are held against differences at random points of several sizes, shapes measured,
ranks found by exact elimination, certificates multiplied out (irrational numbers in floats), files held
against their SHA-256. What is not checked is named. The exit status is 1 if anything is in doubt.
"""

import ast
import hashlib
import json
import math
import re
import sys
import tokenize
from contextlib import suppress
from fractions import Fraction
from functools import partial, reduce
from itertools import islice, pairwise
from operator import add, itemgetter, matmul, mul, sub, truediv
from pathlib import Path

import numpy as np

TOLERANCE, ONE = 1e-6, (1, 1)


# Equations that properties of a matrix X with k columns state.
STATED = {
    **dict.fromkeys(("orthogonal", "orthonormal"), "{X}.T @ {X} - eye({k})"), "unit": "{X}.T @ {X} - 1",
    "projection": "{X}.T @ {X} - {X}", "idempotent": "{X} @ {X} - {X}",
    "diagonal": "{X} - diag(diagvec({X}))",
}  # fmt: skip


class DoubtError(Exception):
    """A claim that does not hold."""


class UncheckedError(Exception):
    """A claim beyond this program."""


def require(holds, message):
    """Raise DoubtError with the message unless the condition holds."""
    if not holds:
        raise DoubtError(message)


def total(x):
    """Return the sum of all entries as a scalar."""
    return np.reshape(np.sum(x), ONE)


def log_sum_exp(x, axis):
    """Return log(sum(exp(x))) without overflow."""
    return np.reshape(np.max(x) + np.log(np.sum(np.exp(x - np.max(x)), axis=axis)), (-1, 1))


def blocks(y, rows, columns):
    """Return the blocks of that size, with axes for row of blocks, row, column of blocks, column."""
    return np.reshape(y, (y.shape[0] // rows, rows, y.shape[1] // columns, columns))


FUNCTIONS = {
    **{name: getattr(np, name) for name in re.findall(r"\w+", "sign sinh cosh tanh exp log abs sin cos tan")},
    "blocksum": lambda y, a: np.einsum("kilj,kl->ij", blocks(y, *np.array(y.shape) // a.shape), a),
    **{f"a{x}": getattr(np, f"arc{x}") for x in ("sin", "cos", "tan", "sinh", "cosh")}, "arctan": np.arctan,
    "inv": lambda x: np.linalg.inv(x) if np.linalg.cond(x) < 1e6 else np.nan * x, "sum": total,
    "blockdot": lambda y, b: np.einsum("ikjl,kl->ij", blocks(y, *b.shape), b), "relu": partial(np.maximum, 0),
    "softmax": lambda x: np.exp(x - log_sum_exp(x, None)), "sigmoid": lambda x: np.exp(-np.logaddexp(0, -x)),
    "rowsoftmax": lambda x: np.exp(x - log_sum_exp(x, 1)), "rowsum": lambda x: x.sum(1, keepdims=True),
    "logdet": lambda x: total(np.log(np.linalg.det(x))), "colsum": lambda x: x.sum(0, keepdims=True),
    "ismax": lambda x: 1.0 * (x == np.max(x)), "det": lambda x: total(np.linalg.det(x)), "sqrt": np.sqrt,
    "diagvec": lambda x: np.diag(x)[:, None], "norm": lambda x: np.sqrt(total(x * x)), "cbrt": np.cbrt,
    "lse": partial(log_sum_exp, axis=None), "rowlse": partial(log_sum_exp, axis=1), "kron": np.kron,
    "softplus": partial(np.logaddexp, 0), "diag": lambda x: np.diag(x[:, 0]), "erf": np.vectorize(math.erf),
    "root": lambda k, *c: np.sort([x.real for x in np.roots(c[::-1]) if x.imag == 0])[int(k)],
    "max": lambda x: total(np.max(x)), "tr": lambda x: total(np.diag(x)), "norm1": lambda x: total(abs(x)),
}  # fmt: skip
OPERATORS = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv, ast.MatMult: matmul}


class Scope:
    """Values of names, which are matrices, or, if `exact`, numbers: fractions where they are rational."""

    def __init__(self, names, sizes=None, functions=FUNCTIONS, *, exact=False):
        self.names, self.sizes, self.functions, self.exact = dict(names), sizes or {}, functions, exact

    def run(self, program, bump=None, **changed):
        """Return the last line's value and all names' values; `bump` adds an array to one of them."""
        scope = Scope(self.names | changed, self.sizes, self.functions, exact=self.exact)
        if bump and bump[0] in self.names:
            scope.names[bump[0]] = self.names[bump[0]] + bump[1]
        for line in ast.parse("\n".join(map(str.strip, program.strip().splitlines()))).body:
            found = scope.value(line.value)
            if isinstance(line, ast.Assign):
                name = line.targets[0].id
                scope.names[name] = found = found + bump[1] if bump and bump[0] == name else found
        return found, scope.names

    def entrywise(self, formula, parameter, x):
        """Return the value of a formula in one parameter, entry by entry."""
        return np.broadcast_to(self.run(formula, **{parameter: x})[0], x.shape)

    def value(self, node):  # noqa: PLR0911, PLR0912 (one for each kind of node)
        """Return the value of a node of the syntax tree."""
        match node:
            case ast.Constant(value=int() | float() as number):
                return Fraction(ast.unparse(node)) if self.exact else np.full(ONE, float(number))
            case ast.Name(id=name) if name in (known := {"pi": math.pi, **self.sizes, **self.names}):
                return known[name] if self.exact or name in self.names else np.full(ONE, float(known[name]))
            case ast.List(elts=rows):
                return np.block([[self.value(x) for x in row.elts] for row in rows])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.value(operand)
            case ast.Attribute(value=inner, attr="T"):
                return self.value(inner).T
            case ast.Subscript(value=inner, slice=ast.Tuple(elts=places)):
                return self.part(self.value(inner), places)
            case ast.Subscript(value=inner, slice=place):
                return self.part(self.value(inner), [place])
            case ast.Subscript(value=inner, slice=at):
                return self.part(self.value(inner), at.elts if isinstance(at, ast.Tuple) else [at])
            case ast.Call(func=ast.Name(id="ones" | "eye" as name), args=sizes):
                lengths = [shape_of(ast.unparse(size), self.sizes)[0] for size in sizes]
                return np.eye(*lengths) if name == "eye" else np.ones((*lengths, 1)[:2])
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in self.functions:
                x = [*map(self.value, arguments)]
                if hasattr(x[0], "applied"):
                    return x[0].applied(name)
                return float(self.functions[name](*map(float, x))) if self.exact else self.functions[name](*x)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                power = (self if self.exact else Scope({}, exact=True)).value(right)
                return self.value(left) ** (int(power) if power == int(power) else float(power))
            case ast.BinOp(left=left, op=op, right=right):
                return self.binary(OPERATORS[type(op)], self.value(left), self.value(right))
        raise DoubtError(f"{ast.unparse(node)} has no value")

    def part(self, x, places):
        """Return rows and columns that are counted from 0; nan if they are beyond the value's own."""
        found = [(0, length) for length in x.shape]
        for axis, at in enumerate(places):
            ends = (at.lower, at.upper) if isinstance(at, ast.Slice) else (at, None)
            first, last = (end and shape_of(ast.unparse(end), self.sizes)[0] for end in ends)
            found[axis] = (first or 0, first + 1 if ends[0] is at else last or x.shape[axis])
        fits = all(first < last <= length for (first, last), length in zip(found, x.shape, strict=True))
        return x[tuple(slice(*pair) for pair in found)] if fits else np.full(ONE, np.nan)

    def binary(self, operation, left, right):
        """Apply an operation; only scalars are spread over other shapes."""
        if not self.exact and operation is matmul and ONE in (left.shape, right.shape):
            operation = mul
        fits = self.exact or operation is matmul or ONE in (left.shape, right.shape)
        require(fits or left.shape == right.shape, "shapes do not fit")
        return operation(left, right)


def defined(functions):
    """Return the built-in functions, with the user's own, such as "phi(t) = log(1 + exp(t))"."""
    known = dict(FUNCTIONS)
    for text in functions:
        head, _, formula = text.partition("=")
        name, parameter = head.replace(")", "").split("(")
        known[name.strip()] = partial(Scope({}, functions=dict(known)).entrywise, formula, parameter.strip())
    return known


def shape_of(text, sizes):
    """Return the shape that "", "d" or "p,2*d" states, in numbers."""
    words = filter(str.strip, text.split(","))
    return (*(int(Scope({}, sizes, exact=True).run(word)[0]) for word in words), 1, 1)[:2]


def drawn(claim, sizes, attempt, rng):
    """Draw the variables: of either sign, then positive, then near the identity, then small."""
    for name, text in claim["shapes"].items():
        (rows, columns), declared = shape_of(text, sizes), claim["properties"].get(name, "")
        x = rng.standard_normal((rows, columns)) * (1 if attempt < 20 else 0.2)
        x = abs(x) + 0.1 if attempt % 2 or re.search("positive$|nonneg", declared) else x
        x = 0.3 * x + 2 * np.eye(rows) if attempt % 4 > 1 and rows == columns > 1 else x
        x = x - x.T if "skew" in declared else x + x.T if re.search("symm|proj", declared) else x
        yield name, x @ x.T + np.eye(rows) * ("semi" not in declared) if "definite" in declared else x


def settled(claim, scope):
    """Move random values to where the hypotheses hold, by Gauss-Newton steps; nan if they do not settle."""
    texts = [f"({left}) - ({right})" for left, right in (text.split("==") for text in claim.get("given", []))]
    for name, words in claim["properties"].items():
        found = [equation for word, equation in STATED.items() if word in words]
        texts += [text.format(X=name, k=scope.names[name].shape[1]) for text in found]
    if not texts:
        return scope
    shapes = {name: scope.names[name].shape for name in claim["shapes"]}

    def at(v):
        parts = np.split(v, np.cumsum([rows * columns for rows, columns in shapes.values()])[:-1])
        return {name: x.reshape(shape) for (name, shape), x in zip(shapes.items(), parts, strict=True)}

    def misses(v):
        return np.concatenate([np.ravel(scope.run(text, **at(v))[0]) for text in texts])

    v = np.concatenate([np.ravel(scope.names[name]) for name in shapes])
    for _ in range(30):
        now = misses(v)
        slopes = np.array([misses(v + e) - now for e in 1e-7 * np.eye(len(v))]).T / 1e-7
        v = v - np.linalg.lstsq(slopes, now, rcond=1e-6)[0]
        if np.max(abs(misses(v))) < 1e-12:
            return Scope(scope.names | at(v), scope.sizes, scope.functions)
    return Scope(dict.fromkeys(scope.names, np.full(ONE, np.nan)), scope.sizes, scope.functions)


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


def check_equation(claim, answer):
    """Compare both sides of an equation at random points."""
    stated, known = f"{claim['left']} = {claim['right']}", answer.get("claims", [answer["text"]])
    require(stated in known, "the answer states another equation")
    for point in places(claim, [claim["left"], claim["right"]]):
        close(point.run(claim["left"])[0], point.run(claim["right"])[0], "the left side")
    return "both sides at random points"


def check_identity(claim, answer):
    """Compare both sides, and each line of the chain with the next under the hypotheses it names alone."""
    left, sign, right, chain = (claim[key] for key in ("left", "sign", "right", "chain"))
    shown = "=" if sign == "==" else sign
    known = answer.get("claims", [answer["text"]])
    require(f"{left} {shown} {right}" in known, "the answer states another relation")
    for point in places(claim, [left, right]):
        a, b = (point.run(side)[0] for side in (left, right))
        a, b = (a, b) if "<" in sign else (b, a)
        if sign == "==":
            close(a, b, "the left side")
        require(sign == "==" or a <= b + TOLERANCE * max(1, abs(b).item()), "the inequality does not hold")
    around = (claim["before"], claim["after"])
    ends = [" @ ".join(f"({x})" for x in (around[0], side, around[1]) if x) for side in (left, right)]
    if claim["form"] in ("difference", "squares"):
        power, (low, high) = "**2" * (claim["form"] == "squares"), (left, right)[:: 1 if "<" in sign else -1]
        ends = [f"({high}){power} - ({low}){power}", *chain[-1:]]
    pairs = [(ends[0], chain[0], []), (ends[1], chain[-1], [])] if chain else []
    pairs += [(*pair, laws) for pair, laws in zip(pairwise(chain), claim["laws"][1:], strict=True)]
    for one, other, laws in pairs:
        for point in places(restricted(claim, laws), [one, other]):
            close(point.run(one)[0], point.run(other)[0], f"the line {other}")
    return (
        f"{len(chain)} lines, each under the hypotheses it names" if chain else "at random points, not proved"
    )


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


def check_script(claim, answer):
    """Hold the recorded calls of a function against formulas, and its listing against the file."""
    with tokenize.open(FOLDER / claim["file"]) as file:
        require(claim["calls"] and answer["text"].strip("\n") in file.read(), "no call, or foreign lines")
    for call in claim["calls"]:
        values, sizes = {name: np.array(value) for name, value in call["inputs"].items()}, {}
        for name, text in claim["shapes"].items():
            sizes |= dict(zip(map(str.strip, text.split(",")), values[name].shape, strict=False))
        point = Scope(values, sizes, defined(claim["functions"]))
        for text, output in zip(claim["results"], call["outputs"], strict=True):
            close(np.array(output), point.run(text)[0], f"the result for {text}")
    return f"{len(claim['calls'])} recorded calls of {claim['function']}; the file was not run"


class Dimension:
    """A dimension with its certificates; numbers are fractions where they are rational, floats elsewhere."""

    def __init__(self, claim):
        self.items, self.space, self.claim = claim["items"], claim["space"], claim
        trees = [ast.walk(ast.parse(text.strip().replace("=", "-"))) for text in flat(self.items)]
        names = {node.id for tree in trees for node in tree if isinstance(node, ast.Name)}
        self.symbols = sorted(names - FUNCTIONS.keys() - {"pi", "e", *claim["variables"]})

    def check(self, answer):
        """Judge the number by a rank, then every certificate that the claim brings."""
        if self.symbols:
            return self.check_cases()
        stated, found = self.claim["dimension"], self.found()
        require(answer["text"] == str(stated) and found == stated, f"the dimension is {found}")
        shown = [key for key in CERTIFICATES if key in self.claim]
        for key in shown:
            getattr(self, f"check_{key}")(self.claim[key])
        exact = all(isinstance(x, Fraction) for x in flat(self.columns()))
        return ", ".join([f"rank {'exact' if exact else 'in floating point'}", *shown])

    def check_cases(self):
        """Judge a number that depends on symbols at random values and at the samples of each case."""
        rng = np.random.default_rng(5)
        draws = [{name: Fraction(int(rng.integers(2, 9**6)), 997) for name in self.symbols} for _ in range(5)]
        samples = [(at, self.claim["dimension"]) for at in draws]
        for case in self.claim["cases"]:
            samples += [({n: entry(x) for n, x in sample}, case["dimension"]) for sample in case["samples"]]
        for at, stated in samples:
            require(self.found(at) == stated, f"the dimension is not {stated} at {at}")
        return f"{len(samples)} values of {', '.join(self.symbols)}; not checked: that no case is missing"

    def found(self, names=None):
        """Return the dimension that the question's data give, for given values of its symbols."""
        if self.space in PAIRS:
            spans = [[entries(flat(item), names) for item in space] for space in self.items]
            joint = rank([vector for span in spans for vector in span])
            return joint if self.space == "sum" else rank(spans[0]) + rank(spans[1]) - joint
        matrix = self.columns(names)
        return len(matrix[0]) - rank(matrix) if self.space in BY_ROWS[:2] else rank(matrix)

    def columns(self, names=None):
        """Return the matrix whose columns are the given elements, from the question alone."""
        if self.space in ("polynomials", "functions"):
            found = [row for _, row in islice(self.places(names or {}), len(self.items) + 8)]
            if len(found) == len(self.items) + 8:
                return found
            raise UncheckedError("too few points in the domain")
        if self.space in PAIRS:
            rows = [entries(flat(item), names) for space in self.items for item in space]
        elif isinstance(self.items[0], str):  # equations: coefficients are values at the unit vectors
            variables = self.claim["variables"]
            units = [{key: Fraction(key == name) for key in variables} | (names or {}) for name in variables]
            sides = [f"({text.replace('=', ')-(')})" for text in self.items]
            rows = [[entry(text, at) for at in units] for text in sides]
        else:
            rows = [entries(flat(item), names) for item in self.items]
        return rows if self.space in BY_ROWS else [list(column) for column in zip(*rows, strict=True)]

    def places(self, names):
        """Yield random points of the domain, with the values of all polynomials or functions there."""
        rng, exact = np.random.default_rng(11), self.space == "polynomials"
        pieces = [piece[1:-1].split(",") for piece in self.claim["domain"] or ["(-3, 3)"]]
        ends = [[{"-oo": -6, "oo": 6}.get(end.strip()) or entry(end) for end in piece] for piece in pieces]
        for _ in range(999):
            at = {x: rng.uniform(*map(float, ends[rng.integers(len(ends))])) for x in self.claim["variables"]}
            at = {name: Fraction(int(1e6 * x), 999_983) if exact else x for name, x in at.items()} | names
            row = entries(self.items, at)
            if all(not isinstance(x, complex) and math.isfinite(x) for x in row):
                yield at, row

    def check_matrix(self, matrix):
        """Hold the matrix against the question, where its entries are the question's own."""
        if self.space in ("span", "matrices", "column_space", "null_space", "homogeneous_system"):
            own = [[row[j] for j in self.claim["columns"]] for row in self.columns()]
            require(equal(own, entries(matrix)), "the matrix is not that of the question")

    def check_operations(self, operations):
        """Replay row operations; they end in the reduced matrix, whose pivot columns are unit vectors."""
        rows = entries(self.claim["matrix"])
        for kind, target, source, factor in operations:
            require((c := entry(factor)) and (kind, target) != ("add", source), f"{kind} of row {target + 1}")
            if kind == "swap":
                rows[target], rows[source] = rows[source], rows[target]
            else:
                old = rows[target] if kind == "add" else [Fraction(0)] * len(rows[target])
                rows[target] = [a + c * b for a, b in zip(old, rows[source], strict=True)]
        require(equal(rows, entries(self.claim["reduced"])), "the row operations end in another matrix")
        pivots = enumerate(self.claim["pivots"])
        units = [same(row[j], Fraction(i == k)) for k, j in pivots for i, row in enumerate(rows)]
        below = [same(x, Fraction(0)) for x in flat(rows[len(self.claim["pivots"]) :])]
        require(all(units) and all(below), "the reduced matrix is not reduced")

    def check_minor(self, minor):
        """Require a minor of full rank, cut from the claimed matrix."""
        rows = entries([[self.claim["matrix"][i][j] for j in minor["columns"]] for i in minor["rows"]])
        require(rank(rows) == len(rows) == len(self.claim["pivots"]), "the minor is 0, or of another size")

    def check_relations(self, relations):
        """Multiply out each relation from the question's own data."""
        matrix = self.columns()
        for index, terms in relations:
            holds = all(same(sum(entry(c) * row[j] for j, c in terms), row[index]) for row in matrix)
            require(holds, f"the relation for element {index + 1} does not hold")
        count = len({index for index, _ in relations}) + self.claim["dimension"]
        require(count == len(matrix[0]), "a dependent element has no relation")

    def check_basis(self, basis):
        """Multiply the question's matrix with each solution; the solutions are independent."""
        vectors = entries(basis)
        products = [sum(map(mul, row, v)) for v in vectors for row in self.columns()]
        require(all(same(Fraction(0), x) for x in products), "a solution does not solve the system")
        require(rank(vectors) == len(vectors) == self.claim["dimension"], "the solutions are no basis")

    def check_factorisation(self, factors):
        """Multiply C and R out; C has as many columns as there are pivots."""
        left, right = (np.array(entries(factors[name]), object) for name in "CR")
        require(equal((left @ right).tolist(), entries(self.claim["matrix"])), "C R is not the matrix")
        require(len(right) == len(self.claim["pivots"]), "C R is no proof of this rank")

    def check_translation(self, said):
        """Hold equations or images against the description, at a standard basis and at points."""
        points = [Fraction(7 * k + 3, 5) for k in range(len(said["names"]) + 9 if said["variable"] else 1)]

        def numbers(text, vector):
            values = (Described(said, vector, x).of(text) for x in points)
            return [number for value in values for number in np.ravel(value).tolist()]

        units = [[Fraction(name == other) for name in said["names"]] for other in said["names"]]
        if said["map"]:
            listed = [
                numbers(str(item).replace("'", ""), unit)
                for item, unit in zip(self.items, units, strict=True)
            ]
            require(
                equal([numbers(said["map"], unit) for unit in units], listed), "an image is another element"
            )
            return
        sides = [f"({left}) - ({right})" for left, right in said["conditions"]] or ["0"]
        own = [[number for side in sides for number in numbers(side, unit)] for unit in units]
        own, rows = [list(row) for row in zip(*own, strict=True)], self.columns()
        require(rank(own) == rank(rows) == rank([*own, *rows]), "the equations are not the conditions")
        for text, vector in zip(said["elements"], entries(self.claim["basis"]), strict=False):
            own = said["unknown"] + (f"({said['variable']}, 0)" if said["variable"] else "")
            require(equal([numbers(text, vector)], [numbers(own, vector)]), f"{text} has other coordinates")


class Described(Scope):
    """Values of conditions on an unknown: a matrix, or a polynomial as a function of argument and order."""

    def __init__(self, said, vector, x):
        known = {"I": np.eye(said["sizes"][0], dtype=int), "pi": math.pi, "e": math.e} | dict(
            zip(said["names"], vector, strict=True)
        )
        super().__init__(known, exact=True)
        self.variable = said["variable"]
        if said["variable"]:
            self.names |= {said["variable"]: x, said["unknown"]: partial(derivative, vector)}
        elif said["unknown"]:
            self.names[said["unknown"]] = np.array(vector, object).reshape(said["sizes"][0], -1)
        self.names |= {name: self.of(text) for name, text in said["given"].items()}

    def of(self, text):
        """Return the value of a text."""
        return self.value(ast.parse(text, mode="eval").body)

    def value(self, node):
        """Return the value of a node, also of a matrix, a derivative or an integral."""
        match node:
            case ast.List(elts=rows):
                lists = [row.elts if isinstance(row, ast.List) else [row] for row in rows]
                return np.array([[self.value(x) for x in row] for row in lists], object)
            case ast.Call(func=ast.Name(id="tr"), args=[inner]):
                return np.trace(self.value(inner))
            case ast.Call(func=ast.Name(id=name), args=[at, order]) if callable(self.names.get(name)):
                return self.names[name](self.value(at), order.value)
            case ast.Call(func=ast.Name(id="integral"), args=[inner, *ends]):
                (low, high), kept = (float(self.value(end)) for end in ends), self.names[self.variable]
                total = 0.0
                for at, weight in zip(*np.polynomial.legendre.leggauss(40), strict=True):
                    self.names[self.variable] = (low + high + (high - low) * at) / 2
                    total += float(self.value(inner)) * weight * (high - low) / 2
                self.names[self.variable] = kept
                return total
            case ast.BinOp(left=left, op=ast.Pow(), right=right) if np.ndim(base := self.value(left)) == 2:
                return reduce(matmul, [base] * right.value, np.eye(len(base), dtype=int).astype(object))
        return super().value(node)

    def binary(self, operation, left, right):
        """Multiply arrays as matrices; of two columns, the inner product."""
        if operation is mul and np.ndim(left) == np.ndim(right) == 2:
            product = left.T @ right if left.shape[1] == 1 and len(left) == len(right) else left @ right
            return product[0, 0] if product.shape == ONE else product
        return operation(left, right)


def derivative(coefficients, at, order):
    """Return the value of a derivative of a polynomial at a number or a square matrix."""
    terms = [(math.perm(k, order) * c, k - order) for k, c in enumerate(coefficients) if k >= order]
    one = np.eye(len(at), dtype=int).astype(object) if np.ndim(at) else 1
    return sum((c * reduce(matmul if np.ndim(at) else mul, [at] * k, one) for c, k in terms), 0 * one)


def table(text, at):
    """Return the matrix that a text states: a list is a column, a number a matrix of one entry."""
    node = ast.parse(text, mode="eval").body
    rows = node.elts if isinstance(node, ast.List) else [node]
    cells = [row.elts if isinstance(row, ast.List) else [row] for row in rows]
    numbers = [[entry(cell := ast.unparse(x), at) + 0.0 * ("." in cell) for x in row] for row in cells]
    return np.array(numbers, dtype=object)


def agree(a, b):
    """Return whether two matrices are equal; a number stands for a matrix of equal entries."""
    difference = a - b
    return all(same(x, Fraction(0)) for x in difference.flat) and (np.ndim(b) == 0 or a.shape == b.shape)


def ranked(x):
    """Return the rank of a matrix."""
    return rank(x.tolist()) if x.size else 0


def unit(x):
    """Return the identity matrix with as many rows as another one."""
    return np.eye(len(x), dtype=object) * Fraction(1)


def det(x):
    """Return the determinant by exact elimination, or that of floats."""
    if not all(isinstance(value, Fraction) for value in x.flat):
        return float(np.linalg.det(x.astype(float)))
    rows, found = x.tolist(), Fraction(1)
    while rows:
        k = next((k for k, row in enumerate(rows) if row[0]), None)
        if k is None:
            return Fraction(0)
        pivot = rows.pop(k)
        found *= pivot[0] * (-1) ** k
        rows = [[a - row[0] / pivot[0] * b for a, b in zip(row[1:], pivot[1:], strict=True)] for row in rows]
    return found


def above(x, k=1):
    """Return the entries above the diagonal, or above another one parallel to it."""
    return np.array([x[i, j] for i in range(x.shape[0]) for j in range(x.shape[1]) if j >= i + k])


def numbered(values, *letters):
    """Return the values of names such as P1, P2, by the number."""
    count = sum(name.startswith("lambda") for name in values)
    return [tuple(values[f"{letter}{k}"] for letter in letters) for k in range(1, count + 1)]


def orthonormal(x):
    """Return whether the columns are orthonormal."""
    return agree(x.T @ x, unit(x.T))


def eigen(A, **found):
    """Demand eigenvectors, each eigenspace whole, and as many eigenvalues as det(x I - A) has roots."""
    triples = [(v[0, 0], int(m[0, 0]), V) for v, m, V in numbered(found, "lambda", "algebraic", "V")]
    points = [Fraction(x) for x in range(len(A) + 1)]
    return [
        all(agree(A @ V.T, V.T * v) for v, _, V in triples),
        all(len(V) == ranked(V) == len(A) - ranked(A - unit(A) * v) for v, _, V in triples),
        all(same(det(unit(A) * x - A), math.prod((x - v) ** m for v, m, _ in triples)) for x in points),
    ]


def complex_eigen(A, **found):
    """Demand real and complex eigenvectors, u + iw for a + bi, and the characteristic polynomial."""
    real, holds, size = numbered(found, "lambda", "algebraic", "V"), eigen(A, **found)[:2], len(A)
    roots = [(v[0, 0], m[0, 0]) for v, m, _ in real]
    for k in range(1, 1 + sum(name.startswith("re") for name in found)):
        a, b, m, u, w = (found[f"{name}{k}"] for name in ("re", "im", "pairs", "U", "W"))
        shift, turn = A - unit(A) * a[0, 0], unit(A) * b[0, 0]
        double, both = np.block([[shift, turn], [-turn, shift]]), np.vstack([u, w])
        holds += [agree(shift @ u.T, -b * w.T), agree(shift @ w.T, b * u.T), b[0, 0] > 0]
        holds += [ranked(both) == 2 * len(u) == 2 * size - ranked(double)]
        roots += [((a[0, 0], b[0, 0]), m[0, 0])]
    for x in map(Fraction, range(size + 1)):
        factors = [
            (x - v if not isinstance(v, tuple) else (x - v[0]) ** 2 + v[1] ** 2) ** m for v, m in roots
        ]
        holds.append(same(math.prod(factors), det(unit(A) * x - A)))
    return holds


def jordan(A, P, J):
    """Demand chains of generalised eigenvectors."""
    beside = [(J[i, i + 1], J[i, i] - J[i + 1, i + 1]) for i in range(len(J) - 1)]
    ones = all(same(x, 0) or (same(x, 1) and same(y, 0)) for x, y in beside)
    zeros = agree(above(J.T), 0) if len(J) > 1 else True
    return [
        agree(A @ P, P @ J),
        ranked(P) == len(A),
        ones and zeros and (len(J) < 3 or agree(above(J, 2), 0)),
    ]


def spectral(A, **found):
    """Demand orthogonal projections that sum to I, and to A with the eigenvalues."""
    pairs = numbered(found, "lambda", "P")
    return [
        agree(sum(v[0, 0] * P for v, P in pairs), A), agree(sum(P for _, P in pairs), unit(A)),
        all(agree(P @ P, P) and agree(P, P.T) for _, P in pairs),
    ]  # fmt: skip


def gram_schmidt(V, Q, kept):
    """Demand orthonormal vectors whose first ones span the same as the first given ones."""
    counts = [sum(int(k) <= i for k in kept.flat) for i in range(1, len(V) + 1)]
    units = Q.reshape(len(Q), V.shape[1])  # the empty list is read without columns
    spans = (np.vstack([V[:i].astype(float), units[:c].astype(float)]) for i, c in enumerate(counts, 1))
    same_spans = all(np.linalg.matrix_rank(x, tol=1e-9) == c for x, c in zip(spans, counts, strict=True))
    dimensions = all(ranked(V[:i]) == c for i, c in enumerate(counts, 1))
    return [orthonormal(units.T), dimensions, counts[-1] == len(Q), same_spans]


def polynomial(A, coefficients, roots):
    """Demand the characteristic polynomial, and all of its real roots."""
    values = [[sum(c * x ** (len(A) - k) for k, c in enumerate(coefficients.flat)), det(unit(A) * x - A)]
              for x in map(Fraction, range(len(A) + 1))]  # fmt: skip
    found = np.sort([x.real for x in np.linalg.eigvals(A.astype(float)) if abs(x.imag) < 1e-6])
    stated = np.sort(roots.astype(float).ravel())
    close = len(found) == len(stated) and np.allclose(found, stated, rtol=1e-4, atol=1e-4)
    return [all(same(a, b) for a, b in values), close]


def floats(x):
    """Return the singular values of a matrix."""
    return np.linalg.svd(x.astype(float), compute_uv=False)


def nearest(order, A, k, B, error, other=None):  # noqa: PLR0913, PLR0917 (by name)
    """Demand a matrix of rank k at the distance that the singular values leave."""
    values, others = floats(A)[int(k[0, 0]) :], [B] if other is None else [B, other]
    least = np.linalg.norm(values, order) if len(values) else 0.0
    return [math.isclose(error[0, 0], least, abs_tol=1e-9), all(ranked(x) <= k[0, 0] for x in others),
            all(same(float(np.linalg.norm(floats(A - x), order)), float(least)) for x in others)]  # fmt: skip


def squares(sign, definite, A, d, L=None, z=None):  # noqa: PLR0913, PLR0917 (by name)
    """Demand a sum of squares of one sign: of independent forms, or a vector at which it is 0."""
    forms = (A + A.T) if L is None else (A + A.T) - 2 * (L.T @ (d * L))
    end = ranked(L) == len(A) if definite else agree(z.T @ A @ z, 0) and not agree(z, 0)
    return [agree(forms, 0), all(sign * x > 0 for x in d.flat), end]


def signs(word, A, e):
    """Demand the coefficients of det(x I - S), S the symmetric part, and the signs that a class needs."""
    half, size, values = (A + A.T) * Fraction(1, 2), len(A), list(e.flat)
    points = [(x, x**size + sum((-1) ** k * c * x ** (size - k) for k, c in enumerate(values, 1)))
              for x in map(Fraction, range(size + 1))]  # fmt: skip
    turned = {s: [c * s**k for k, c in enumerate(values, 1)] for s in (1, -1)}
    least = [(f"{name} {end}", min(turned[s]) > bound) for end, bound in (("definite", 1e-12),
             ("semidefinite", -1e-12)) for name, s in (("positive", 1), ("negative", -1))]  # fmt: skip
    found = next((kind for kind, holds in least if holds), "indefinite")
    return [all(same(det(unit(A) * x - half), p) for x, p in points), found == word]


def subspaces(A, count, column, row, null, left):  # noqa: PLR0913, PLR0917 (by name)
    """Demand bases of the four subspaces."""
    r, (height, width) = ranked(A), A.shape
    spans = [ranked(np.vstack([A.T, column])) if r else 0, ranked(np.vstack([A, row])) if r else 0]
    return [count[0, 0] == r == len(column) == len(row) == ranked(column) == ranked(row), spans == [r, r],
            not null.size or agree(A @ null.T, 0), not left.size or agree(left @ A, 0),
            len(null) == ranked(null) == width - r, len(left) == ranked(left) == height - r]  # fmt: skip


def sums(x, axis):
    """Return the largest sum of absolute values, of columns or of rows."""
    return max(abs(x).sum(axis=axis))


def triangular(A, L, U):
    """Demand L U = A with a unit lower triangular and an upper triangular matrix."""
    return [agree(L @ U, A), agree(np.diag(L), 1), agree(above(L), 0), agree(above(U.T), 0)]


def obstructed(A, k):
    """Return whether the ranks of the first k rows and columns exclude L U = A."""
    return ranked(A[:k, :k]) + k < ranked(A[:k]) + ranked(A[:, :k])


def minimal(A, b, x, least):
    """Demand a residual orthogonal to the columns, and its squared length."""
    return [agree(A.T @ (A @ x - b), 0), agree((A @ x - b).T @ (A @ x - b), least)]


def raised(x, power):
    """Return a power of a matrix."""
    return reduce(matmul, [x] * int(power), unit(x))


MATRICES = {
    "unique solution": lambda A, b, x: [agree(A @ x, b), ranked(A) == len(x)],
    "solutions with parameters": lambda A, b, x, N: [
        agree(A @ x, b), agree(A @ N.T, 0), ranked(N) == len(N) == len(x) - ranked(A),
    ],
    "no solution": lambda A, b, y: [agree(y.T @ A, 0), not agree(y.T @ b, 0)],
    "inverse": lambda A, X: [agree(A @ X, unit(A)), agree(X @ A, unit(A))],
    "singular": lambda A, v: [agree(A @ v, 0), not agree(v, 0)],
    "determinant": lambda A, found: [same(found[0, 0], det(A))],
    "LU": triangular,
    "PLU": lambda A, P, L, U: [*triangular(P @ A, L, U), orthonormal(P), sorted(P.flat)[-len(P)] == 1],
    "no LU": lambda A, k: [obstructed(A, int(k[0, 0]))],
    "rank factorisation": lambda A, r, C, F: [
        agree(C @ F, A), ranked(A) == r[0, 0] == C.shape[1] == len(F) == ranked(C) == ranked(F),
    ],
    "Cholesky": lambda A, L: [agree(L @ L.T, A), agree(above(L), 0), all(x > 0 for x in np.diag(L))],
    "no Cholesky": lambda A, k, minor: [
        same(minor[0, 0], det(A[: int(k[0, 0]), : int(k[0, 0])])), minor[0, 0] <= 0, k[0, 0] <= len(A),
    ],
    "QR": lambda A, Q, R: [agree(Q @ R, A), orthonormal(Q), agree(above(R.T), 0), all(np.diag(R) > 0)],
    "Gram-Schmidt": gram_schmidt,
    "projection": lambda B, y, p, c: [agree(B @ c, p), agree(B.T @ (y - p), 0)],
    "weighted projection": lambda B, y, W, p, c: [agree(B @ c, p), agree(B.T @ W @ (y - p), 0)],
    "projection along a normal": lambda n, P, r: [
        agree(P @ n, 0), agree(P @ P, P), agree(P, P.T), ranked(P) == r[0, 0] == len(P) - 1,
    ],
    "projection matrix": lambda B, P, r: [
        agree(P @ B, B), agree(P @ P, P), agree(P, P.T), ranked(P) == r[0, 0] == ranked(B),
    ],
    "nearest point": lambda a, D, y, p, d, t: [
        agree(a + D @ t, p), agree(D.T @ (y - p), 0), agree((y - p).T @ (y - p), d[0, 0] ** 2), d[0, 0] >= 0,
    ],
    "least squares": lambda A, b, x, least: [*minimal(A, b, x, least), ranked(A) == len(x)],
    "least squares of dependent columns": lambda A, b, x, N, least: [
        *minimal(A, b, x, least), agree(A @ N.T, 0), agree(N @ x, 0),
        ranked(N) == len(N) == len(x) - ranked(A),
    ],
    "eigenvalues": eigen, "complex eigenvalues": complex_eigen, "Jordan form": jordan,
    "spectral decomposition": spectral,
    "power": lambda A, power, n: [agree(power, raised(A, n[0, 0]))],
    "characteristic polynomial": polynomial, "four subspaces": subspaces,
    "diagonalisation": lambda A, S, D: [
        agree(A @ S, S @ D), ranked(S) == len(A), agree(D, np.diag(np.diag(D))),
    ],
    "defective": lambda A, V, algebraic, **found: [
        agree(A @ V.T, V.T * found["lambda"][0, 0]), ranked(V) == len(V) < algebraic[0, 0],
        len(V) == len(A) - ranked(A - unit(A) * found["lambda"][0, 0]),
        algebraic[0, 0] == len(A) - ranked(raised(A - unit(A) * found["lambda"][0, 0], len(A))),
    ],
    "orthogonal diagonalisation": lambda A, Q, D: [
        agree(Q @ D @ Q.T, A), orthonormal(Q), agree(D, np.diag(np.diag(D))),
    ],
    "SVD": lambda A, U, S, Vt: [
        agree(U @ np.diag(S[:, 0]) @ Vt, A), orthonormal(U), orthonormal(Vt.T), S[-1, 0] > 0,
        all(x >= y for x, y in pairwise(S[:, 0])),
    ],
    "norms": lambda A, one, inf, fro, two: [
        same(one[0, 0], sums(A, 0)), same(inf[0, 0], sums(A, 1)), same(fro[0, 0] ** 2, (A * A).sum()),
        math.isclose(two[0, 0], floats(A)[0], rel_tol=1e-9),
    ],
    "condition number 1": lambda A, X, cond: [
        agree(A @ X, unit(A)), same(cond[0, 0], sums(A, 0) * sums(X, 0)),
    ],
    "condition number inf": lambda A, X, cond: [
        agree(A @ X, unit(A)), same(cond[0, 0], sums(A, 1) * sums(X, 1)),
    ],
    "condition number fro": lambda A, X, cond: [
        agree(A @ X, unit(A)), same(cond[0, 0] ** 2, (A * A).sum() * (X * X).sum()),
    ],
    "condition number 2": lambda A, cond: [
        math.isclose(cond[0, 0], floats(A)[0] / floats(A)[-1], rel_tol=1e-6),
    ],
    "pseudoinverse": lambda A, X: [
        agree(A @ X @ A, A), agree(X @ A @ X, X), agree((A @ X).T, A @ X), agree((X @ A).T, X @ A),
    ],
    **{f"{word} by coefficients": partial(signs, word) for word in (
        *("positive definite", "positive semidefinite", "negative definite", "negative semidefinite"),
        "indefinite",
    )},
    "determinant zero": lambda A, zeros, at: [same(det(A), 0), any(same(x, at[0, 0]) for x in zeros.flat)],
    "indefinite": lambda A, u, v: [(u.T @ A @ u)[0, 0] > 0, (v.T @ A @ v)[0, 0] < 0],
    "member": lambda V, y, c: [agree(V.T @ c, y)],
    "no member": lambda V, y, f: [agree(V @ f, 0), not agree(f.T @ y, 0)],
    "coordinates": lambda B, y, c: [agree(B.T @ c, y), ranked(B) == len(B) == B.shape[1]],
    "change of basis": lambda B, C, M: [agree(C @ M, B), ranked(B) == ranked(C) == len(B)],
    "matrix of a map": lambda A, B, C, M: [agree(C @ M, A @ B), ranked(B) == len(B), ranked(C) == len(C)],
    "matrix by images": lambda images, C, M: [agree(C @ M, images), ranked(C) == C.shape[1]],
    **{f"best approximation {norm}{tied}": partial(nearest, order)
       for norm, order in (("fro", 2), ("2", np.inf)) for tied in ("", ", tied")},
    **{f"{word} {kind}": partial(squares, sign, kind == "definite")
       for word, sign in (("positive", 1), ("negative", -1)) for kind in ("definite", "semidefinite")},
}  # fmt: skip


def check_matrices(claim, answer):
    """Judge each case of an answer about matrices at its samples: what its task demands is multiplied out."""
    stated = {}
    for case in claim["cases"]:
        before = f"{case['condition']}: " if case["condition"] else ""
        stated |= {before + name: text for name, text in case["found"].items()}
        require(case["samples"], f"{case['task']} has no sample")
        for sample in case["samples"]:
            at = {}
            for name, text in sample.items():
                at[name] = entry(text, at)
            values = {name: table(text, at) for name, text in (claim["given"] | case["found"]).items()}
            if case["task"] in ("power", "determinant zero"):
                values["n" if case["task"] == "power" else "at"] = np.array([[*at.values()]], object)
            for place, holds in enumerate(MATRICES[case["task"]](**values), 1):
                require(holds, f"demand {place} on {before}{case['task']} does not hold")
    require(stated == answer["formulas"], "the answer states other matrices")
    return f"{len(claim['cases'])} by its demands, multiplied out; that no case is missing was not checked"


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


DERIVED = {
    "exp": ("exp(t)", "exp(t)"), "log": ("1/t", "-1/t**2"), "sqrt": ("1/2/sqrt(t)", "-1/4/sqrt(t)**3"),
    "sin": ("cos(t)", "-sin(t)"), "cos": ("-sin(t)", "-cos(t)"), "relu": ("(1 + sign(t))/2", "0*t"),
    "sinh": ("cosh(t)", "sinh(t)"), "cosh": ("sinh(t)", "cosh(t)"), "abs": ("sign(t)", "0*t"),
    "tanh": ("1/cosh(t)**2", "-2*tanh(t)/cosh(t)**2"), "atan": ("1/(1 + t**2)", "-2*t/(1 + t**2)**2"),
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


def said(claim, answer):
    """Return the claimed results after comparing them with the answer's text."""

    def shown(x):
        return f"[{', '.join(map(shown, x))}]" if isinstance(x, list) else x

    texts = []
    for row in claim["results"]:
        word = f" ({row['word']})" if row["word"] else ""
        texts.append(
            f"{row['key']} = {shown(row['value'])}{word}" if row["value"] else f"{row['key']}: {row['word']}"
        )
    require(answer["text"] == "; ".join(texts), "the answer states other results")
    return claim["results"]


def check_lines_of(claim, keys):
    """Hold the lines that state a gradient or a Hessian against jets at random points."""
    rng, names = np.random.default_rng(4), claim["variables"]
    drawn = [rng.uniform(low, high, len(names)) for low, high in [(0.2, 2)] * 4 + [(-0.7, 0.7), (-2, 2)] * 9]
    jets = [(jet(claim["f"], names, list(map(float, at))), at) for at in drawn]
    inside = [(x, at) for x, at in jets if np.all(np.isfinite(x.bend.astype(complex)))]
    for line in claim["lines"]:
        if line["key"] in keys:
            require(inside, "the function has no values")
            for found, place in inside[:4]:
                at = dict(zip(names, map(float, place), strict=True))
                stated = np.array(entries(line["value"], at), dtype=float)
                wanted = found.slope[:, None] if line["key"] == "gradient" else found.bend
                close(stated, wanted.astype(float), f"the {line['key']}")


def at_curve(texts, t):
    """Return the exact point of a curve at t."""
    return [entry(text, {"t": Fraction(t)}) for text in texts]


def check_stationary(claim, answer):
    """Judge stationary points by their jets, the certificates of their classes, and Newton's method."""
    rows, names, f = said(claim, answer), claim["variables"], claim["f"]
    check_lines_of(claim, ("gradient", "Hessian"))
    known, kinds = [], {}
    for row, shown in zip(rows, claim["points"], strict=False):
        for t in (0, Fraction(3, 7), -2) if shown["free"] else (0,):
            at = entries(row["value"], dict.fromkeys(shown["free"], t))
            found = jet(f, names, at)
            require(
                all(same(Fraction(0), x) for x in found.slope), f"the gradient is not 0 at {row['value']}"
            )
            check_class(f, names, at, found, row["word"], shown)
            kinds.setdefault(row["word"], []).append(found.value)
        known.append(row)
    for row in rows[len(known) :]:
        word = {"min": "global minimum", "max": "global maximum"}.get(row["key"])
        require(not word or all(same(entry(row["value"]), x) for x in kinds[word]), "another value")
    require(len(known) == claim["count"], "another number of points")
    starts = np.random.default_rng(1).uniform(-3, 3, (40, len(names)))
    for end in filter(None, (newton(f, names, at) for at in starts)):
        if not np.isreal(jet(f, names, end).value) or not np.isfinite(jet(f, names, end).value):
            continue
        near = [
            row
            for row, x in zip(known, claim["points"], strict=True)
            if x["free"] or np.allclose(entries(row["value"]), end, atol=1e-4)
        ]
        require(near, f"the gradient is 0 at {np.round(end, 6)}, too")
    return f"{len(known)} points exact; Newton's method from 40 starts finds no other"


def check_class(f, names, at, found, word, shown):  # noqa: PLR0913, PLR0917
    """Judge a class by the Hessian, or else by values near the point, on curves, or far out."""
    bends = np.linalg.eigvalsh(found.bend.astype(float))
    low, high, sense = min(bends), max(bends), (-1 if word.endswith("maximum") else 1)
    near = np.random.default_rng(2).uniform(-1, 1, (200, len(names)))

    def gap(point):
        return float(entry(f, dict(zip(names, point, strict=True))) - found.value) * sense

    if word.endswith("point"):
        curves = {
            key: [gap(at_curve(shown[key], t)) for t in (Fraction(1, 10), Fraction(1, 999))]
            for key in ("lower", "higher")
            if key in shown
        }
        require(
            (low < -1e-9 and high > 1e-9) or (max(curves["lower"]) < 0 < min(curves["higher"])), f"no {word}"
        )
        return
    require(min(low * sense, high * sense) > -1e-9, f"the Hessian is not that of a {word}")
    for scale in (1e-2,) if word.startswith("local") else (1e-2, 1, 10):
        gaps = [gap([float(a) + scale * x for a, x in zip(at, step, strict=True)]) for step in near]
        require(
            all(not x < -1e-9 * (1 + abs(float(found.value))) for x in gaps if not isinstance(x, complex)),
            f"no {word}",
        )
    require("better" not in shown or gap(entries(shown["better"])) < 0, "no better value")
    require("beyond" not in shown or gap(at_curve(shown["beyond"], 10**6)) < 0, "no better value far out")


def newton(f, names, at):
    """Return where Newton's method for a zero of the gradient ends; None if it does not."""
    try:
        for _ in range(60):
            found = jet(f, names, list(map(float, at)))
            step = np.linalg.solve(found.bend.astype(float), found.slope.astype(float))
            at = at - step * min(1, 3 / (np.linalg.norm(step) + 1e-300))
        is_end = np.linalg.norm(step) < 1e-9 and np.linalg.norm(at) < 1e3
        return list(at) if is_end and np.linalg.cond(found.bend.astype(float)) < 1e6 else None
    except (ArithmeticError, ValueError, TypeError, np.linalg.LinAlgError):
        return None


def check_descent(claim, answer):
    """Take the steps again, or hold a direction or step sizes against their own conditions."""
    rows, names, f = said(claim, answer), claim["variables"], claim["f"]
    check_lines_of(claim, ("gradient", "Hessian"))
    values = {row["key"]: entries(row["value"]) for row in rows}
    if claim["ask"] == "step sizes":
        bends = np.linalg.eigvalsh(jet(f, names, [Fraction(0)] * len(names)).bend.astype(float))
        low, high = float(min(bends)), float(max(bends))
        wanted = [2 / high, 2 / (low + high), (high - low) / (high + low)]
        require(
            low > 0 and np.allclose([*map(float, values.values())], wanted, rtol=1e-9), "other step sizes"
        )
        return "eigenvalues of the Hessian in floats"
    now = before = entries(claim["start"])
    if claim["ask"] == "direction":
        found, p = jet(f, names, now), values["p"]
        left = [sum(map(mul, row, p)) + g for row, g in zip(found.bend, found.slope, strict=True)]
        slope, ends = sum(map(mul, found.slope, p)), map(add, now, p)
        require(all(same(Fraction(0), x) for x in left), "H p + g is not 0")
        require(same(slope, values["slope"]) and all(map(same, ends, values["x1"])), "another slope or end")
        require(("a" if slope < 0 else "no") == rows[0]["word"].split()[0], "another verdict")
        return "H p = -g multiplied out"
    for row in rows:
        at = moved(claim, now, before) if claim["method"] == "Nesterov" else now
        found = jet(f, names, at)
        slope, bend = found.slope, found.bend
        if claim["method"] == "Newton":
            size, end = entry(claim["size"]), entries(row["value"])
            p = [(x - a) / size for x, a in zip(end, at, strict=True)]
            left = [sum(map(mul, line, p)) + g for line, g in zip(bend, slope, strict=True)]
            require(all(same(Fraction(0), x) for x in left), f"{row['key']} is no Newton step")
        else:
            exact = claim["size"] == "exact"
            size = slope @ slope / (slope @ bend @ slope or 1) if exact else entry(claim["size"])
            end = [a - size * g for a, g in zip(at, slope, strict=True)]
            if claim["method"] == "heavy ball":
                end = [a + b - c for a, b, c in zip(end, moved(claim, now, before), now, strict=True)]
            require(all(map(same, end, entries(row["value"]))), f"{row['key']} is another point")
        before, now = now, end
    return f"{len(rows)} steps taken again"


def moved(claim, now, before):
    """Return an iterate moved on by its momentum."""
    return [a + entry(claim["momentum"]) * (a - b) for a, b in zip(now, before, strict=True)]


def check_linear_program(claim, answer):
    """Judge points and multipliers of a linear program in exact fractions, or the certificate of none."""
    rows, signs, free = entries(claim["rows"]), claim["signs"], claim["free"]
    costs, right, side = (
        entries(claim["costs"]),
        entries(claim["right"]),
        1 if claim["sense"] == "max" else -1,
    )
    stated = [(row["key"], entries(row["value"])) for row in said(claim, answer) if row["value"]]
    usual = "<=" if side == 1 else ">="
    value = next((x for key, x in stated if key == claim["sense"]), None)

    def dot(a, b):
        return sum(map(mul, a, b))

    def fits(point, bounds):
        gaps = [dot(row, point) - b for row, b in zip(rows, bounds, strict=True)]
        holds = [g == 0 or (s != "==" and (g < 0) == (s == "<=")) for g, s in zip(gaps, signs, strict=True)]
        return all(holds) and all(x >= 0 or is_free for x, is_free in zip(point, free, strict=True))

    for key, x in stated:
        if key == "x":
            require(fits(x, right) and (value is None or dot(costs, x) == value), f"{x} is not such a point")
        if key == "d":
            gain = dot(costs, x) * side
            require(
                fits(x, [0] * len(rows)) and (gain > 0 if value is None else gain == 0), "no such direction"
            )
        if key == "y" and claim["status"] == "optimal":
            y = [v if s in (usual, "==") else -v for v, s in zip(x, signs, strict=True)]
            require(all(v >= 0 or s == "==" for v, s in zip(x, signs, strict=True)), "a multiplier's sign")
            gaps = [
                (dot(y, column) - c) * side for column, c in zip(zip(*rows, strict=True), costs, strict=True)
            ]
            require(all(g == 0 or (g > 0 and not f) for g, f in zip(gaps, free, strict=True)), "not feasible")
            require(dot(y, right) == value, "the values differ")
        if key == "y" and claim["status"] == "infeasible":
            turned = [v if s == "<=" else -v for v, s in zip(x, signs, strict=True) if s != "=="]
            sums = [dot(x, column) for column in zip(*rows, strict=True)]
            require(all(v >= 0 for v in turned) and dot(x, right) < 0, "no contradiction")
            require(all(g == 0 or (g > 0 and not f) for g, f in zip(sums, free, strict=True)), "a sum's sign")
    need = {"optimal": {"x", "y", claim["sense"]}, "infeasible": {"y"}, "unbounded": {"x", "d"}}
    require(need[claim["status"]] <= {key for key, _ in stated}, "a certificate is gone")
    return f"{claim['status']}, by certificates in fractions"


def check_set_projection(claim, answer):
    """Judge a projection by the set's own condition on y - p."""
    (row,), given, name = said(claim, answer), claim["given"], claim["set"]
    y, p = (np.array(entries(x), object).astype(float) for x in (claim["target"], row["value"]))
    g = y - p
    n = {key: np.array(bounds(x), object).astype(float) for key, x in given.items()}

    def small(x):
        return bool(np.max(np.abs(x), initial=0) < 1e-9 * (1 + np.max(np.abs(y))))

    def least(x):
        return bool(np.min(x) > -1e-9 * (1 + np.max(np.abs(y))))

    if name == "box":
        holds = (
            least(p - n["lower"])
            and least(n["upper"] - p)
            and all(
                abs(d) < 1e-9 or same(at, hi if d > 0 else lo)
                for d, at, lo, hi in zip(g, map(float, p), n["lower"], n["upper"], strict=True)
            )
        )
    elif name in ("ball", "halfspace"):
        a, room = (
            (p - n["centre"], n["radius"] - np.linalg.norm(p - n["centre"]))
            if name == "ball"
            else (n["normal"], n["offset"] - n["normal"] @ p)
        )
        holds = least(room) and (small(g) or (small(room) and small(g - (g @ a) / (a @ a) * a) and g @ a > 0))
    elif name == "affine":
        a = n["matrix"]
        holds = small(a @ p - n["right"]) and small(g - a.T @ np.linalg.lstsq(a.T, g, rcond=None)[0])
    elif name == "simplex":
        holds = small(np.sum(p) - n["total"]) and least(p) and small((np.max(g) - g) * p)
    elif name == "l1 ball":
        inside = n["radius"] - np.sum(np.abs(p))
        holds = (
            least(inside)
            and small(g @ p - np.max(np.abs(g)) * np.sum(np.abs(p)))
            and (small(g) or small(inside))
        )
    elif name == "second-order cone":
        holds = (
            least(p[-1] - np.linalg.norm(p[:-1])) and least(-g[-1] - np.linalg.norm(g[:-1])) and small(g @ p)
        )
    else:
        holds = (
            small(p - p.T) and small(p @ g) and least(np.linalg.eigvalsh(p)) and least(-np.linalg.eigvalsh(g))
        )
    require(holds, "p is not the nearest point")
    return "feasible, and y - p is normal to the set, in floats"


def bounds(x):
    """Return the numbers of nested texts, infinite ones among them."""
    return (
        [bounds(part) for part in x]
        if isinstance(x, list)
        else float(x.replace("oo", "inf"))
        if "oo" in x
        else entry(x)
    )


def check_kkt(claim, answer):
    """Judge KKT points by jets, and their verdicts by values at feasible points, far and near."""
    rows, names, side = said(claim, answer), claim["variables"], 1 if claim["sense"] == "min" else -1
    points = [row for row in rows if row["key"] == ", ".join(names)]
    f, best = f"{side}*({claim['f']})", []
    for row, shown in zip(points, claim["points"], strict=True):
        free = dict.fromkeys(shown["free"], Fraction(3, 7))
        at = entries(row["value"], free)
        g, h = ([jet(text, names, at) for text in claim[key]] for key in ("inequalities", "equations"))
        require(
            all(x.value <= 1e-9 for x in g) and all(same(Fraction(0), x.value) for x in h), "not feasible"
        )
        value = jet(f, names, at)
        if "mu" in shown:
            mu, nu = entries(shown["mu"], free), entries(shown["nu"], free)
            pairs = zip([*mu, *nu], [*g, *h], strict=True)
            left = sum((m * x.slope for m, x in pairs), value.slope)
            require(
                all(same(Fraction(0), x) for x in left), f"the Lagrangian is not stationary at {row['value']}"
            )
            require(
                all(m >= 0 and same(Fraction(0), m * x.value) for m, x in zip(mu, g, strict=True)),
                "slackness",
            )
        near = {scale: feasible_values(claim, f, at, scale) for scale in (1e-2, 1.0, 10.0)}
        low = {scale: min(found, default=math.inf) - float(value.value) for scale, found in near.items()}
        if row["word"].startswith("global"):
            require(min(low.values()) > -1e-6 and min(low.values()) < math.inf, "a feasible value is better")
            best.append(value.value * side)
        require(not row["word"].startswith("local") or low[1e-2] > -1e-9, "better values nearby")
        require(not row["word"].startswith("no") or low[1e-2] < -1e-9, "no better value nearby")
    stated = [entry(row["value"]) for row in rows if row["key"] == claim["sense"]]
    require(len(stated) == bool(best) and all(same(x, y) for x in stated for y in best), "another value")
    given = [
        row["value"]
        for row in rows
        if row["key"] == ", ".join(claim["symbols"][: len(claim["inequalities"])])
    ]
    require(
        not given or given == [shown["mu"] for shown in claim["points"] if "mu" in shown], "other multipliers"
    )
    if factors := list(map(float, entries(claim["infeasible"]))):
        pairs = zip(claim["infeasible"], (*claim["inequalities"], *claim["equations"]), strict=True)
        whole = " + ".join(f"({factor})*({text})" for factor, text in pairs)
        signed = factors[: len(claim["inequalities"])]
        require(not points and min([*signed, 0]) >= 0, "a multiplier is negative")
        rng = np.random.default_rng(6)
        drawn = [list(map(float, rng.normal(0, 10.0 ** (i % 3), len(names)))) for i in range(60)]
        least = [at for at in (newton(whole, names, at) for at in drawn[:6]) if at]
        for at in (*drawn, *least):
            require(entry(whole, dict(zip(names, at, strict=True))) > 0, f"{at} is not excluded")
        return "their sum with multipliers is positive in floats, far out and where it is least"
    return f"{len(points)} points exact, values at feasible points; not checked: that no point is missing"


def feasible_values(claim, f, at, scale):
    """Return values of f at random points that were moved onto the constraints."""
    rng, names, found = np.random.default_rng(3), claim["variables"], []
    for start in rng.uniform(-1, 1, (60, len(names))):
        x = np.array([float(a) for a in at]) + scale * start
        with suppress(ArithmeticError, np.linalg.LinAlgError):  # Outside of a domain, there are no values.
            for _ in range(25):
                jets = [jet(text, names, list(x)) for text in (*claim["inequalities"], *claim["equations"])]
                off = [j for i, j in enumerate(jets) if j.value > 0 or i >= len(claim["inequalities"])]
                if max((abs(j.value) for j in off), default=0) < 1e-13 * (1 + x @ x):
                    found.append(entry(f, dict(zip(names, map(float, x), strict=True))))
                    break
                rows = np.array([j.slope for j in off], dtype=float)
                x = x - np.linalg.pinv(rows) @ np.array([j.value for j in off], dtype=float)
    return [float(v) for v in found if not isinstance(v, complex) and math.isfinite(v)]


def check_likelihood(claim, answer):
    """Judge an estimate by its score, or a posterior by prior times likelihood at many places."""
    rows, names = said(claim, answer), claim["variables"]
    rng = np.random.default_rng(6)
    if claim["ask"] == "general":
        for samples in claim["samples"]:
            judge_estimate(claim, *at_samples(claim, rows, entries(samples)), rng)
        return "for two lists of samples, score 0 and no other parameters of 40 more likely"
    values = {row["key"]: entry(row["value"]) for row in rows}
    if claim["ask"] == "uniform":
        require(same(values["theta"], max(entries(claim["samples"]))), "it is not the largest sample")
        return "the largest sample"
    if claim["ask"] == "posterior":
        name, given, top = (
            names[0],
            list(map(float, values.values())),
            0.9 if claim["family"] == "beta" else 4,
        )
        texts = {
            "beta": lambda x: (given[0] - 1) * math.log(x) + (given[1] - 1) * math.log(1 - x),
            "gamma": lambda x: (given[0] - 1) * math.log(x) - given[1] * x,
            "normal": lambda x: -((x - given[0]) ** 2) / 2 / given[1],
        }
        stated = texts[claim["family"]]
        keys, places = ("prior", "likelihood"), list(map(float, rng.uniform(0.1, top, 12)))
        logs = [sum(math.log(float(entry(claim[k], {name: x}))) for k in keys) - stated(x) for x in places]
        require(max(logs) - min(logs) < 1e-8 * (1 + max(map(abs, logs))), "the posterior is another one")
        mode = values.get("mode")
        inner = mode is not None and (claim["family"] == "normal" or mode > 0) and (top > 1 or mode < 1)
        for x in (float(mode) * (1 - 1e-4), float(mode) * (1 + 1e-4)) if inner else ():
            require(stated(x) <= stated(float(mode)), "no mode")
        means = {"beta": lambda a, b: a / (a + b), "gamma": lambda a, b: a / b}
        own = list(values.values())
        require(
            "posterior mean" not in values
            or same(values["posterior mean"], means[claim["family"]](*own[:2])),
            "another mean",
        )
        return "prior times likelihood over posterior is constant"
    at, samples = [values[name] for name in names], entries(claim["samples"])
    judge_estimate(claim, at, samples, {}, rng)
    if "s2" in values:
        middle = sum(samples) / len(samples)
        require(
            same(values["s2"], sum((x - middle) ** 2 for x in samples) / (len(samples) - 1)), "another s^2"
        )
    return "score 0, and no other parameters of 40 more likely"


def at_samples(claim, rows, samples):
    """Return an estimate in letters for given samples, these, and the known numbers."""
    known = {letter: Fraction(5 + i, 3) for i, letter in enumerate(claim["letters"])}
    sums = {s: sum(entry(text, {**known, "x": x}) for x in samples) for s, text in claim["statistics"]}
    scope = {**known, **sums, "n": Fraction(len(samples))}
    return [entry(row["value"], scope) for row in rows], samples, known


def judge_estimate(claim, at, samples, known, rng):
    """Require a score of 0 at the estimate, and that no other parameters are more likely."""
    names = claim["variables"]
    every = [jet(claim["density"], [*names, "x", *known], [*at, x, *known.values()]) for x in samples]
    score = sum(j.slope[: len(names)] / j.value for j in every)
    require(all(same(0.0, float(x)) for x in score), "the score is not 0")

    def likelihood(point):
        scope = {**dict(zip(names, point, strict=True)), **known}
        return sum(math.log(float(entry(claim["density"], {**scope, "x": x}))) for x in samples)

    best = likelihood(list(map(float, at)))
    for factors in np.exp(rng.uniform(-0.5, 0.5, (40, len(names)))):
        near = [
            float(a) * k if n in claim["positive"] or a else k - 1
            for a, k, n in zip(at, factors, names, strict=True)
        ]
        if any(a >= 1 for a, n in zip(near, names, strict=True) if n in claim["unit"]):
            continue
        try:
            require(likelihood(near) <= best + 1e-9, "another value is more likely")
        except (ValueError, TypeError):
            continue  # The density has no value there.


def check_gaussian(claim, answer):
    """Judge mean and covariance by products in exact numbers."""
    stated = {row["key"]: np.array(entries(row["value"]), object) for row in said(claim, answer)}
    given = {key: np.array(entries(x), object) for key, x in claim["given"].items()}
    mean, new, m, s = stated["mean"][:, 0], stated["covariance"], given["mean"], given["covariance"]
    require(int(stated["rank"]) == rank(new.tolist()), "another rank")
    if claim["mode"] == "map":
        a = given["matrix"]
        holds = equal([list(mean)], [list(a @ m + given["shift"])]) and equal(
            new.tolist(), (a @ s @ a.T).tolist()
        )
    else:
        # (X - m1) given H X = c lies in the kernel of H; S - S1 and m1 - m in the range of S H^T.
        h = given["matrix_of_condition"]
        side = (s @ h.T).T.tolist()
        holds = all(
            same(Fraction(0), x)
            for x in [*(h @ mean - given["value"]), *(h @ new).ravel(), *(new - new.T).ravel()]
        )
        holds = holds and all(rank([*side, row]) == len(h) for row in [*(s - new).tolist(), list(mean - m)])
    require(holds, "another mean or covariance")
    return "multiplied out"


def check_convexity(claim, answer):
    """Judge verdicts by midpoints of random segments and by jets, and witnesses by their values."""
    rows, names, f = said(claim, answer), claim["variables"], claim["f"]
    words, m = {row["word"] for row in rows}, [float(entry(row["value"])) for row in rows if row["value"]]
    check_lines_of(claim, ("Hessian",))
    rng, ends = np.random.default_rng(12), [bounds(item) for item in claim["domain"]]

    def value(x):
        return float(entry(f, dict(zip(names, x, strict=True))))

    def drawn():
        for low, high in ends:
            a, b = (x if math.isfinite(x) else None for x in map(float, (low, high)))
            far = rng.exponential(2) + 1e-6
            between = rng.uniform(a, b) if None not in (a, b) else rng.normal(0, 2.5)
            yield float(between if (a is None) == (b is None) else a + far if b is None else b - far)

    if "convex" in words:
        for x, y in ([np.array([*drawn()]) for _ in range(2)] for _ in range(300)):
            gap = (value(map(float, x)) + value(map(float, y))) / 2 - value(map(float, (x + y) / 2))
            least = (m[0] if m else 0) / 8 * np.sum((x - y) ** 2)
            require(gap > least - 1e-9 * (1 + abs(value(map(float, x)))), "a segment refutes it")
    for key, verdict in (("segment", "not convex"), ("flat", "not strictly convex")):
        if claim[key]:
            a, b = (np.array(entries(p), object) for p in claim[key])
            gaps = [value(w * a + (1 - w) * b) - w * value(a) - (1 - w) * value(b) for w in (0.5, 0.25, 0.9)]
            holds = gaps[0] > 0 if key == "segment" else max(map(abs, gaps)) < 1e-9 * (1 + abs(value(a)))
            require(holds and verdict in words and any(x != y for x, y in zip(a, b, strict=True)), verdict)
    for key in ("vanishing", "tight"):
        if claim[key]:
            texts, vector = claim[key][0], np.array(entries(claim[key][1]), object)
            at = [at_curve(texts, t) for t in (8, 80, 800)] if key == "vanishing" else [entries(texts)]
            bends = [
                float(vector @ jet(f, names, list(map(float, p))).bend @ vector / (vector @ vector))
                for p in at
            ]
            falls = bends[0] >= bends[1 % len(bends)] >= bends[-1] >= 0 and bends[-1] < 0.2 * bends[0] + 1e-12
            require(falls if key == "vanishing" else abs(bends[0] - m[0]) < 1e-6, "another curvature")
    shown = {"convex": True, "not convex": claim["segment"], "strictly convex": True}
    shown |= {
        "not strictly convex": claim["flat"] or claim["segment"],
        "strongly convex": m,
        "best modulus": m,
    }
    shown |= {"not strongly convex": claim["vanishing"] or claim["flat"] or claim["segment"]}
    require(all(shown[word] for word in words), "a witness is gone")
    strict = "strictly convex" in words
    require(
        ("convex" in words) >= strict >= ("strongly convex" in words)
        and strict != bool(claim["flat"] or claim["segment"]),
        "verdicts that exclude each other",
    )
    return "witnesses exact; convexity on 300 random segments, not proved here"


def check_matrix_minimiser(claim, answer):
    """Judge a minimiser by differences there and by values nearby; of a dual function, the value."""
    require(answer["text"] == f"{claim['key']} = {claim['answer']}", "the answer states another formula")
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


def check_matrix_convexity(claim, answer):
    """Judge each part's curvature at midpoints of random segments, and the witnesses by their values."""
    rows, names, f = said(claim, answer), claim["wrt"], claim["definition"]
    words, side = {row["word"] for row in rows}, {"convex": 1, "concave": -1}.get(claim["curvature"], 0)
    moduli, count = [row["value"] for row in rows if row["word"] == "modulus"], 0
    for one, two in pairwise(places(claim, [f]) if claim["nodes"] else ()):
        if one.sizes != two.sizes:
            continue
        ends = [one.names, one.names | {name: two.names[name] for name in names}]
        ends.append(ends[1] | {name: (ends[0][name] + ends[1][name]) / 2 for name in names})
        scopes = [Scope(at, one.sizes, one.functions) for at in ends]
        values = [(kind, at.run(text)[0]) for text, kind in claim["domain"] for at in scopes]
        least = [
            np.linalg.eigvalsh((x + x.T) / 2)[0] if kind == "definite" else np.min(x) for kind, x in values
        ]
        if not all(x > 0 for x in least):
            continue
        apart = sum(np.sum((ends[0][name] - ends[1][name]) ** 2) for name in names)
        for text, curvature in claim["nodes"]:
            a, b, middle = (scope.run(text)[0] for scope in scopes)
            if not all(map(np.all, map(np.isfinite, (a, b, middle)))):
                break
            gap, room = (a + b) / 2 - middle, 1e-9 * (1 + np.max(abs(a)) + np.max(abs(b)))
            bent = {"convex": gap, "concave": -gap, "affine": -abs(gap)}[curvature]
            require(np.min(bent) >= -room, f"{text} is not {curvature}")
            if text == f:
                least = sum(scopes[0].run(m)[0].item() for m in moduli) / 8 * apart
                require(side * gap.item() >= least - room, "a segment refutes the modulus")
                strict = apart > 1e-3 and any(word.startswith(("strict", "strong")) for word in words)
                require(not strict or side * gap.item() > 0 or apart > 1e3, "a segment is straight")
                count += 1
    for key, shown in claim["witnesses"].items():
        ends = [{n: np.array(x, dtype=float) for n, x in end.items()} for end in shown["ends"]]
        fixed = {n: np.array(x, dtype=float) for n, x in shown["constants"].items()}
        at = Scope(fixed | ends[0], shown["sizes"], defined(claim["functions"]))
        along = [{n: (1 - w) * ends[0][n] + w * ends[1][n] for n in names} for w in (0, 1, 0.5, 0.25)]
        a, b, middle, near = (float(at.run(f, **place)[0].item()) for place in along)
        stated = list(map(float, entries(shown["values"])))
        close(np.array([a, b, middle]), np.array(stated), "a value of the segment")
        gaps, room = (middle - (a + b) / 2, near - (3 * a + b) / 4), 1e-9 * (1 + abs(a) + abs(b))
        is_flat = max(map(abs, gaps)) < room and any(np.any(ends[0][n] != ends[1][n]) for n in names)
        require(
            {"above": gaps[0] > room, "below": gaps[0] < -room, "flat": is_flat}[key], f"no witness {key}"
        )
    refuted = {"neither": {"above", "below"}}.get(claim["curvature"], set())
    refuted |= {"flat"} if any(word.startswith("not strictly") for word in words) else set()
    require(refuted <= set(claim["witnesses"]), "a witness is gone")
    require(claim["curvature"] in words or refuted >= {"above"}, "the answer states another curvature")
    if not count and claim["nodes"]:
        raise UncheckedError("no segment was found on which the formula has values")
    return f"{len(claim['nodes'])} parts on {count} random segments, in floats; the rules are not proved here"


def check_subgradient(claim, answer):
    """Judge the slopes on both sides of each point, and the minimiser by values on both sides."""
    rows, (name,), f = said(claim, answer), claim["variables"], claim["f"]

    def value(x):
        return float(entry(f, {name: x}))

    *intervals, best, least = rows
    require([row["key"].split()[-1] for row in intervals] == claim["at"], "other points")
    for row, point in zip(intervals, claim["at"], strict=True):
        at, ends = float(entry(point)), list(map(float, entries(row["value"])))
        slopes = [(value(at + h) - value(at)) / h for h in (-1e-7, 1e-7)]
        require(np.allclose(slopes, ends, atol=1e-4, rtol=1e-4), f"the slopes at {point} are {slopes}")
    at, lowest = float(entry(best["value"])), float(entry(least["value"]))
    require(same(value(at), lowest), "another value")
    near = [value(at + s * h) for h in np.geomspace(1e-3, 1e3, 60) for s in (-1, 1)]
    require(min(near) >= lowest - 1e-9 * (1 + abs(lowest)), "a value is lower")
    return f"slopes on both sides of {len(intervals)} points, in floats"


PAIRS, BY_ROWS = ("sum", "intersection"), ("null_space", "homogeneous_system", "column_space")
CERTIFICATES = ("translation", "matrix", "operations", "minor", "relations", "basis", "factorisation")
CHECKS = {
    "derivatives": check_derivatives,
    "shapes": check_shapes,
    "equation": check_equation,
    "identity": check_identity,
    "hypotheses": settled,
    "results": check_results,
    "script": check_script,
    "stationary": check_stationary,
    "descent": check_descent,
    "linear_program": check_linear_program,
    "set_projection": check_set_projection,
    "kkt": check_kkt,
    "likelihood": check_likelihood,
    "gaussian": check_gaussian,
    "convexity": check_convexity,
    "matrix_minimiser": check_matrix_minimiser,
    "matrix_convexity": check_matrix_convexity,
    "subgradient": check_subgradient,
    "dimension": lambda claim, answer: Dimension(claim).check(answer),
    "matrices": check_matrices,
    "observations": check_observations,
}


def flat(item):
    """Return the innermost items of a nested list in order."""
    return [inner for part in item for inner in flat(part)] if isinstance(item, list) else [item]


def entry(text, names=None):
    """Return the number that a text states, for given values of its names."""
    return Scope({"pi": math.pi, "e": math.e, **(names or {})}, exact=True).run(text)[0]


def entries(item, names=None):
    """Return the numbers of a nested list of texts."""
    return [entries(part, names) for part in item] if isinstance(item, list) else entry(item, names)


def same(a, b):
    """Return whether two numbers are equal: fractions exactly, floats up to rounding."""
    return a == b if {type(a), type(b)} <= {Fraction, int} else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def equal(a, b):
    """Return whether two matrices are equal."""
    return list(map(len, a)) == list(map(len, b)) and all(map(same, flat(a), flat(b)))


def rank(rows):
    """Return the rank: of fractions by elimination, of floats by singular values."""
    if not all(isinstance(x, Fraction) for x in flat(rows)):
        floats = np.array(rows, dtype=float)
        values = np.linalg.svd(floats / (np.linalg.norm(floats, axis=0) + 1e-300), compute_uv=False)
        if any(1e-11 < value < 1e-7 for value in values):
            raise UncheckedError("a singular value is neither clearly 0 nor clearly not")
        return int(np.sum(values > 1e-9))
    done = 0
    while rows := [row for row in rows if any(row)]:
        pivot, *rest = rows
        j = next(j for j, x in enumerate(pivot) if x)
        rows = [[a - row[j] / pivot[j] * b for a, b in zip(row, pivot, strict=True)] for row in rest]
        done += 1
    return done


def judged(check, *data):
    """Return the verdict on one claim, and its ground."""
    try:
        return "holds", check(*data)
    except UncheckedError as ground:
        return "NOT CHECKED", str(ground)
    except Exception as error:
        return "IN DOUBT", f"{'' if isinstance(error, DoubtError) else type(error).__name__ + ': '}{error}"


def check_file(name, digest):
    """Hold the bytes of a file against its digest."""
    content = (FOLDER / name).read_bytes()
    require(hashlib.sha256(content).hexdigest() == digest, "its bytes are not those that were proved")
    return f"{len(content)} bytes"


def rows_of(id, claims, answer):
    """Yield a row of the table for each claim of one answer."""
    if claims is None or answer is None or not (answer["checks"] or answer.get("by_author")):
        yield id, "answer", "IN DOUBT", "it is in only one of the two files, or without checks"
        return
    failed = [check for check in answer["checks"] if check["passed"] is not True]
    yield from ((id, "check", "IN DOUBT", f"{check['method']} did not pass") for check in failed)
    for claim in claims or [{"kind": "answer"}]:
        check = CHECKS.get(claim["kind"])
        why = claim.get("why", "nothing is claimed that this program can check")
        yield id, claim["kind"], *(judged(check, claim, answer) if check else ("NOT CHECKED", why))


def main():
    """Print the table, and return 1 if anything is in doubt."""
    proof, answers = (json.loads((FOLDER / name).read_bytes()) for name in ("proof.json", "answers.json"))
    rows = [("", name, *judged(check_file, name, digest)) for name, digest in proof["files"].items()]
    for id in dict.fromkeys((*proof["claims"], *answers)):
        rows += rows_of(id, proof["claims"].get(id), answers.get(id))
    print(*("{:8} {:26} {:12} {}".format(*row) for row in rows), sep="\n")
    counts = [sum(row[2] == verdict for row in rows) for verdict in ("holds", "NOT CHECKED", "IN DOUBT")]
    print("\n{} hold, {} not checked, {} in doubt".format(*counts))
    return 1 if counts[2] or not counts[0] else 0


FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent

if __name__ == "__main__":
    with np.errstate(all="ignore"):
        sys.exit(main())
