"""Other libraries' verdicts on answers: numpy, scipy, mpmath and FLINT, from keys and formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import flint
import mpmath as mp
import numpy as np
import scipy.linalg

mp.mp.dps = 60
Keys = Mapping[str, Any]
Found = Mapping[str, Any]
_TINY = mp.mpf(10) ** -40


def value(text: Any, at: Mapping[str, Fraction] | None = None) -> mp.mpf:
    """A number of the answer in 60 digits."""
    words = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"M('\1')", str(text))
    words = re.sub(r"\*\*M\('(\d+)'\)", r"**\1", words)
    names = {name: mp.mpf(x.numerator) / x.denominator for name, x in (at or {}).items()}
    return eval(words, {"M": mp.mpf, "sqrt": mp.sqrt, **names})


def array(item: Any, at: Mapping[str, Fraction] | None = None) -> Any:
    """A matrix of 60 digits; a vector is a column."""
    rows = item if isinstance(item, list) else [item]
    return mp.matrix([[value(x, at) for x in (row if isinstance(row, list) else [row])] for row in rows])


def floats(item: Any) -> Any:
    """A matrix of floats."""
    found = array(item)
    return np.array([[float(found[i, j]) for j in range(found.cols)] for i in range(found.rows)])


def exact(rows: Any) -> flint.fmpq_mat:
    """A rational matrix in FLINT's type; a vector is a column."""
    lists = [row if isinstance(row, list) else [row] for row in rows]
    numbers = [[Fraction(str(x)) for x in row] for row in lists]
    return flint.fmpq_mat([[flint.fmpq(x.numerator, x.denominator) for x in row] for row in numbers])


def rank(rows: flint.fmpq_mat) -> int:
    """The rank, by FLINT."""
    return int(rows.rref()[1])


def beside(*parts: flint.fmpq_mat) -> flint.fmpq_mat:
    """Matrices side by side."""
    lists = [part.tolist() for part in parts]
    return flint.fmpq_mat([[x for rows in lists for x in rows[i]] for i in range(parts[0].nrows())])


def is_zero(rows: flint.fmpq_mat) -> bool:
    """Return whether all entries are 0."""
    return all(x == 0 for row in rows.tolist() for x in row)


def near(a: Any, b: Any) -> bool:
    """Return whether two matrices of 60 digits are equal, but for rounding."""
    return (a.rows, a.cols) == (b.rows, b.cols) and all(
        abs(a[i, j] - b[i, j]) < _TINY * (1 + abs(b[i, j])) for i in range(a.rows) for j in range(a.cols)
    )


def system(keys: Keys, found: Found) -> bool:
    """Judge solutions by FLINT's ranks and products."""
    a, b = exact(keys["matrix"]), exact(keys["right_side"])
    ranks = rank(a), rank(beside(a, b))
    if "y" in found:
        y = exact(found["y"]).transpose()
        return ranks[1] > ranks[0] and is_zero(y * a) and not is_zero(y * b)
    solves = a * exact(found["x"]) == b
    if "N" not in found:
        return solves and ranks[0] == a.ncols()
    n = exact(found["N"])
    return solves and is_zero(a * n.transpose()) and rank(n) == n.nrows() == a.ncols() - ranks[0]


def by_cases(keys: Keys, cases: Any) -> bool:
    """At small points, exactly the cases that hold are right."""
    points = [{"k": Fraction(i, 2), "m": Fraction(j)} for i in range(-6, 7) for j in (-2, -1, 0, 1, 2, 3)]
    for point in points:
        known = {
            "matrix": [[_at(x, point) for x in row] for row in keys["matrix"]],
            "right_side": [_at(x, point) for x in keys["right_side"]],
        }
        holding = [case for case in cases if _holds(case["condition"], point)]
        if not holding:
            return False
        for case in holding:
            stated = {name: _all_at(listed(text), point) for name, text in case["found"].items()}
            if not system(known, stated):
                return False
    return True


def _at(item: Any, point: Mapping[str, Fraction]) -> str:
    text = re.sub(r"(?<![\w.*])(\d+)", r"F(\1)", str(item))
    return str(Fraction(eval(text, {"F": Fraction}, dict(point))))


def _all_at(item: Any, point: Mapping[str, Fraction]) -> Any:
    return [_all_at(x, point) for x in item] if isinstance(item, list) else _at(item, point)


def _holds(condition: str, point: Mapping[str, Fraction]) -> bool:
    if not condition:
        return True
    parts = [re.sub(r"(?<![!<>=])=(?!=)", "==", part) for part in condition.split(",")]
    values = {name: mp.mpf(x.numerator) / x.denominator for name, x in point.items()}
    return all(_relation(part, values) for part in parts)


def _relation(part: str, values: Mapping[str, Any]) -> bool:
    left, sign, right = re.split(r"(==|!=)", part)
    sides = [
        eval(re.sub(r"(?<![\w.*])(\d+)", r"M(\1)", side), {"M": mp.mpf, "sqrt": mp.sqrt, **values})
        for side in (left, right)
    ]
    return (abs(sides[0] - sides[1]) < _TINY) == (sign == "==")


def inverse(keys: Keys, found: Found) -> bool:
    """Judge an inverse, or a vector that is sent to zero, by FLINT."""
    a = exact(keys["matrix"])
    if "v" in found:
        v = exact(found["v"])
        return a.det() == 0 and is_zero(a * v) and not is_zero(v)
    return a.det() != 0 and a.inv() == exact(found["X"])


def determinant(keys: Keys, found: Found) -> bool:
    """Judge a determinant by FLINT."""
    return exact([[found["found"]]])[0, 0] == exact(keys["matrix"]).det()


def factorisation(keys: Keys, found: Found) -> bool:
    """Judge factors by products in 60 digits, numpy and FLINT."""
    a, rows = array(keys["matrix"]), exact(keys["matrix"])
    form = keys["form"]
    if form == "cholesky":
        is_definite = all(np.linalg.eigvalsh(floats(keys["matrix"])) > 1e-9)
        if "L" not in found:
            return not is_definite
        lower = array(found["L"])
        return (
            is_definite
            and near(lower * lower.T, a)
            and np.allclose(floats(found["L"]), np.linalg.cholesky(floats(keys["matrix"])))
        )
    if form == "qr":
        q, r = array(found["Q"]), array(found["R"])
        return (
            near(q * r, a)
            and near(q.T * q, mp.eye(q.cols))
            and np.allclose(
                abs(np.linalg.qr(floats(keys["matrix"]))[1]),
                floats(found["R"]) * np.sign(1) if False else abs(floats(found["R"])),
            )
        )
    if form == "rank":
        c, f = exact(found["C"]), exact(found["F"])
        return c * f == rows and rank(rows) == int(found["r"]) == c.ncols() == f.nrows()
    if "k" in found:
        k = int(found["k"])
        return k <= rows.nrows() and _block(rows, k).det() == 0
    lower, upper = exact(found["L"]), exact(found["U"])
    left = exact(found["P"]) * rows if form == "plu" else rows
    shapes = np.allclose(np.triu(floats(found["L"]), 1), 0) and np.allclose(
        np.tril(floats(found["U"]), -1), 0
    )
    return lower * upper == left and shapes and all(lower[i, i] == 1 for i in range(lower.ncols()))


def _block(rows: flint.fmpq_mat, k: int) -> flint.fmpq_mat:
    return flint.fmpq_mat([row[:k] for row in rows.tolist()[:k]])


def eigenvalues(keys: Keys, found: Found) -> bool:  # noqa: PLR0911 (one for each question)
    """Judge what was asked of eigenvalues by numpy, products in 60 digits and FLINT's roots."""
    (ask,) = keys["ask"]
    a, small = array(keys["matrix"]), floats(keys["matrix"])
    n = a.rows
    match ask:
        case "diagonalisation":
            if "S" not in found:
                return np.linalg.matrix_rank(floats(found["V"])) < int(found["algebraic"])
            s, d = array(found["S"]), array(found["D"])
            return near(a * s, s * d) and abs(mp.det(s)) > _TINY
        case "orthogonal diagonalisation":
            q, d = array(found["Q"]), array(found["D"])
            diagonal = np.sort([float(d[i, i]) for i in range(n)])
            return (
                near(q * d * q.T, a)
                and near(q.T * q, mp.eye(n))
                and np.allclose(diagonal, np.linalg.eigvalsh(small))
            )
        case "spectral decomposition":
            pairs = [
                (value(found[f"lambda{k}"]), array(found[f"P{k}"])) for k in range(1, len(found) // 2 + 1)
            ]
            total = sum((x * p for x, p in pairs), mp.zeros(n))
            return near(total, a) and all(near(p * p, p) and near(p, p.T) for _, p in pairs)
        case "Jordan form":
            p, j = array(found["P"]), array(found["J"])
            return near(a * p, p * j) and abs(mp.det(p)) > _TINY and set(_beside_the_diagonal(j)) <= {0, 1}
        case "power":
            power, wanted = found["power"], mp.eye(n)
            for k in range(11):
                if not near(array(_with_n(power, k)), wanted):
                    return False
                wanted = wanted * a
            return True
    real = [x for x in _roots(keys["matrix"]) if abs(x.imag) < 1e-9]
    return len(real) == len(found["roots"]) and np.allclose(
        np.sort([float(r[0]) for r in found["roots"]]), np.sort([x.real for x in real]), atol=1e-6
    )


def _roots(rows: Any) -> list[complex]:
    """All roots of the characteristic polynomial, by FLINT."""
    polynomial = exact(rows).charpoly()
    whole = flint.fmpz_poly([int(c * polynomial.denom()) for c in polynomial.coeffs()])
    return [complex(r) for r, count in whole.complex_roots() for _ in range(count)]


def _with_n(item: Any, n: int) -> Any:
    if isinstance(item, list):
        return [_with_n(x, n) for x in item]
    text = re.sub(r"\bn\b", f"({n})", str(item))
    # An exponent is a whole number, not a float.
    return str(Fraction(eval(re.sub(r"(?<![\w.])(\d+)", r"F(\1)", text), {"F": Fraction, "sqrt": mp.sqrt})))


def _beside_the_diagonal(j: Any) -> list[int]:
    return [int(j[i, i + 1]) for i in range(j.rows - 1)]


def singular_values(keys: Keys, found: Found) -> bool:
    """Judge what was asked of singular values by numpy, and products in 60 digits."""
    small, a = floats(keys["matrix"]), array(keys["matrix"])
    true = np.linalg.svd(small, compute_uv=False)
    match keys["ask"]:
        case "svd":
            u, v = array(found["U"]), array(found["Vt"])
            s = [value(x) for x in found["S"]]
            parts = (
                near(u * mp.diag(s) * v, a)
                and near(u.T * u, mp.eye(len(s)))
                and near(v * v.T, mp.eye(len(s)))
            )
            return (
                parts
                and np.allclose([float(x) for x in s], true[: len(s)])
                and np.allclose(true[len(s) :], 0, atol=1e-7)
            )
        case "norms":
            kinds = (("one", 1), ("inf", np.inf), ("fro", "fro"), ("two", 2))
            return all(
                np.isclose(float(value(found[name])), np.linalg.norm(small, kind)) for name, kind in kinds
            )
        case "condition number":
            order = {"inf": np.inf}.get(keys["norm"], keys["norm"])
            return bool(np.isclose(float(value(found["cond"])), np.linalg.cond(small, order), rtol=1e-6))
        case "pseudoinverse":
            return np.allclose(floats(found["X"]), np.linalg.pinv(small), atol=1e-9)
    rest = true[1:] if len(true) > 1 else np.zeros(1)
    least = np.linalg.norm(rest) if keys["norm"] == "fro" else rest[0]
    names = [name for name in ("B", "other") if name in found]
    order = "fro" if keys["norm"] == "fro" else 2
    tied = len(true) > 1 and np.isclose(true[0], true[1]) and true[0] > 1e-9
    return (
        np.isclose(float(value(found["error"])), least, atol=1e-7)
        and all(np.isclose(np.linalg.norm(small - floats(found[n]), order), least, atol=1e-7) for n in names)
        and all(np.linalg.matrix_rank(floats(found[n]), tol=1e-7) <= 1 for n in names)
        and ("other" in found) == tied
    )


def projection(keys: Keys, found: Found) -> bool:
    """Judge a projection by numpy and scipy."""
    if "normal" in keys:
        n = floats(keys["normal"])
        return np.allclose(floats(found["P"]), np.eye(len(n)) - n @ n.T / (n.T @ n))
    columns = floats(keys["vectors"]).T
    if "target" not in keys:
        basis = scipy.linalg.orth(columns)
        return np.allclose(floats(found["P"]), basis @ basis.T)
    y = floats(keys["target"])
    if "point" in keys:
        a = floats(keys["point"])
        t = np.linalg.lstsq(columns, y - a, rcond=None)[0]
        p = a + columns @ t
        return np.allclose(floats(found["p"]), p) and np.isclose(
            float(value(found["d"])), np.linalg.norm(y - p), atol=1e-7
        )
    w = floats(keys["inner_product"]) if "inner_product" in keys else np.eye(len(y))
    root = np.linalg.cholesky(w).T
    t = np.linalg.lstsq(root @ columns, root @ y, rcond=None)[0]
    return np.allclose(floats(found["p"]), columns @ t) and np.allclose(
        columns @ floats(found["c"]), columns @ t
    )


def least_squares(keys: Keys, found: Found) -> bool:
    """Judge minimisers by numpy."""
    a, b = floats(keys["matrix"]), floats(keys["right_side"])
    x = np.linalg.lstsq(a, b, rcond=None)[0]
    rest = a @ x - b
    kernel = a.shape[1] - rank(exact(keys["matrix"]))
    return (
        np.allclose(floats(found["x"]), x)
        and np.isclose(float(value(found["least"])), (rest.T @ rest).item(), atol=1e-7)
        and len(found.get("N", [])) == kernel
        and (not kernel or np.allclose(a @ floats(found["N"]).T, 0))
    )


def gram_schmidt(keys: Keys, found: Found) -> bool:
    """Judge orthonormal vectors by numpy's QR."""
    v = floats(keys["vectors"])
    kept = [k - 1 for k in map(int, found["kept"])]
    if not kept:
        return np.allclose(v, 0)
    q = floats(found["Q"])
    true, r = np.linalg.qr(v[kept].T)
    return np.allclose(q.T, true * np.sign(np.diag(r))) and len(kept) == rank(exact(keys["vectors"]))


def definiteness(keys: Keys, task: str) -> bool:
    """Judge a verdict by the eigenvalues, by FLINT."""
    rows = keys["matrix"]
    half = [
        [Fraction(str(x)) + Fraction(str(y)) for x, y in zip(a, b, strict=True)]
        for a, b in zip(rows, zip(*rows, strict=True), strict=True)
    ]
    roots = [x.real for x in _roots([[str(x) for x in row] for row in half])]
    negative, positive = any(x < -1e-9 for x in roots), any(x > 1e-9 for x in roots)
    zero = exact([[str(x) for x in row] for row in half]).det() == 0
    if negative and positive:
        return task == "indefinite"
    sign = "negative" if negative else "positive"
    if not negative and not positive:
        return task == "zero form"
    return task == f"{sign} {'semi' if zero else ''}definite"


def membership(keys: Keys, found: Found) -> bool:
    """Judge membership by FLINT."""
    v, y = exact(keys["vectors"]).transpose(), exact(keys["target"])
    inside = rank(v) == rank(beside(v, y))
    return (
        v * exact(found["c"]) == y
        if inside and "c" in found
        else not inside and "f" in found and is_zero(exact(found["f"]).transpose() * v)
    )


def coordinates(keys: Keys, found: Found) -> bool:
    """Judge coordinates by FLINT."""
    b = exact(keys["basis"]).transpose()
    if "target" in keys:
        return b * exact(found["c"]) == exact(keys["target"])
    return exact(keys["new_basis"]).transpose() * exact(found["M"]) == b


def linear_map(keys: Keys, found: Found) -> bool:
    """Judge a matrix of a map by FLINT, or by values of polynomials."""
    if "matrix" in keys:
        a, b, c = (exact(keys[name]) for name in ("matrix", "basis", "image_basis"))
        return c.transpose() * exact(found["M"]) == a * b.transpose()
    m = floats(found["M"])
    for x in (-1.5, 0.3, 2.25):
        basis = [np.poly1d(np.polyfit(*_sampled(text), 5)) for text in keys["basis"]]
        images = [_image(keys["map"], p, x) for p in basis]
        if not np.allclose(images, np.array([p(x) for p in basis]) @ m, atol=1e-5):
            return False
    return True


def _sampled(text: str) -> tuple[Any, Any]:
    x = np.linspace(-2, 2, 12)
    return x, eval(text, {"x": x}) + 0 * x


def _image(text: str, p: Any, x: float) -> float:
    words = text.replace("p''", "d2(x)").replace("diff(p, x)", "d1(x)").replace("p'", "d1(x)")
    words = re.sub(r"\bp\b(?!\()", "p(x)", words)
    return float(eval(words, {"p": p, "d1": p.deriv(), "d2": p.deriv(2), "x": x}))


def four_subspaces(keys: Keys, found: Found) -> bool:
    """Judge bases by FLINT's ranks."""
    a = exact(keys["matrix"])
    r = rank(a)
    sizes = {"column": r, "row": r, "null": a.ncols() - r, "left": a.nrows() - r}
    for name, size in sizes.items():
        rows = found[name]
        if len(rows) != size or (size and rank(exact(rows)) != size):
            return False
        if size and name in ("null", "left"):
            if not is_zero((a if name == "null" else a.transpose()) * exact(rows).transpose()):
                return False
        elif size and rank(beside(a if name == "column" else a.transpose(), exact(rows).transpose())) != r:
            return False
    return True


def listed(text: str) -> Any:
    """A text of an answer as a nested list of texts."""
    return _nested(text) if text.startswith("[") else text


def _nested(text: str) -> list[Any]:
    inside, depth, found, begun = text[1:-1], 0, [], 0
    for at, character in enumerate(f"{inside},"):
        depth += (character in "[(") - (character in "])")
        if character == "," and depth == 0 and inside[begun:at].strip():
            found.append(listed(inside[begun:at].strip()))
            begun = at + 1
    return found


JUDGES: Mapping[str, Callable[[Keys, Any], bool]] = {
    "linear_system": system,
    "inverse": inverse,
    "determinant": determinant,
    "matrix_factorisation": factorisation,
    "eigenvalues": eigenvalues,
    "singular_values": singular_values,
    "projection": projection,
    "least_squares": least_squares,
    "gram_schmidt": gram_schmidt,
    "membership": membership,
    "coordinates": coordinates,
    "linear_map": linear_map,
    "four_subspaces": four_subspaces,
}


def may_refuse(kind: str, keys: Keys) -> bool:  # noqa: PLR0911 (one for each kind)
    """Return whether a problem has no answer of the asked form."""
    match kind:
        case "matrix_factorisation":
            is_qr = keys["form"] == "qr" and rank(exact(keys["matrix"])) < len(keys["matrix"][0])
            return is_qr or keys["form"] == "lu" or is_zero(exact(keys["matrix"]))
        case "eigenvalues":
            rows = exact(keys["matrix"])
            _, factors = flint.fmpz_poly(
                [int(c * rows.charpoly().denom()) for c in rows.charpoly().coeffs()]
            ).factor()
            hard = any(p.degree() > 2 for p, _ in factors) and keys["ask"] not in (
                ("eigenvalues",),
                ("diagonalisation",),
            )
            hard |= keys["ask"] != ("eigenvalues",) and any(
                abs(x.imag) > 1e-9 for x in _roots(keys["matrix"])
            )
            return hard or (keys["ask"] == ("power",) and rows.det() == 0)
        case "singular_values":
            a = exact(keys["matrix"])
            if keys["ask"] == "condition number":
                return a.det() == 0
            return is_zero(a) and keys["ask"] == "svd"
        case "projection":
            space = keys["normal"] if "normal" in keys else keys["vectors"]
            return "target" not in keys and is_zero(exact(space))
        case "coordinates":
            return exact(keys["basis"]).det() == 0
        case "linear_map":
            return "map" in keys
    return False
