"""Exercises as data (a task, its numbers, an answer) as parts, and the answers of parts as such data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backproof.answer import Answer
from tests.backproof.optimisation.parts import rows

Data = Mapping[str, Any]
CLASSES = {
    "saddle point": "saddle",
    "inflection point": "saddle",
    "local minimum": "local_min",
    "global minimum": "local_min",
    "local maximum": "local_max",
    "global maximum": "local_max",
}
VERDICTS = {"no": "not_a_local_min", "local": "local_min_not_global", "global": "global_min"}
METHODS = {"gd": "gradient descent", "newton": "Newton", "momentum": "heavy ball", "nesterov": "Nesterov"}


def part_of(data: Data) -> dict[str, Any]:
    """The part that asks an exercise."""
    found: dict[str, Any] = PARTS[data["task"]](data)
    return found


def answer_of(data: Data, answer: Answer) -> dict[str, Any]:
    """The answer of the part in the exercise's form."""
    found: dict[str, Any] = ANSWERS[data["task"]](data, answer)
    return found


def linear(coefficients: Sequence[Any], names: Sequence[str]) -> str:
    terms = [f"({c})*{name}" for c, name in zip(coefficients, names, strict=True) if c != 0]
    return " + ".join(terms) or f"0*{names[0]}"


def _named(size: int) -> list[str]:
    return [f"x{i + 1}" for i in range(size)]


def _quadratic(matrix: Sequence[Sequence[Any]], names: Sequence[str]) -> str:
    terms = [
        f"({entry})*{a}*{b}/2"
        for row, a in zip(matrix, names, strict=True)
        for entry, b in zip(row, names, strict=True)
        if entry != 0
    ]
    return " + ".join(terms)


def _steps(data: Data) -> dict[str, Any]:
    asked = {"kind": "descent", "function": data["f"], "variables": data["variables"], "start": data["x0"]}
    asked |= {"method": METHODS[data["method"]], "count": data["n"]}
    for key, name in (("alpha", "size"), ("beta", "momentum")):
        asked |= {name: data[key]} if key in data else {}
    return asked


def _program(data: Data) -> dict[str, Any]:
    names = _named(len(data["c"]))
    rows_ = [
        f"{linear(row, names)} <= {b}"
        for row, b in zip(data.get("A_ub", []), data.get("b_ub", []), strict=True)
    ]
    rows_ += [
        f"{linear(row, names)} == {b}"
        for row, b in zip(data.get("A_eq", []), data.get("b_eq", []), strict=True)
    ]
    free = [] if "0" in str(data.get("bounds", "x >= 0")) else names
    return {
        "kind": "linear_program",
        "sense": data["sense"],
        "objective": linear(data["c"], names),
        "constraints": rows_,
        "free": free,
    }


def _equality_program(data: Data) -> dict[str, Any]:
    names = _named(len(data["c"]))
    objective = f"{_quadratic(data['Q'], names)} + {linear(data['c'], names)}"
    held = [f"{linear(row, names)} == {b}" for row, b in zip(data["A"], data["b"], strict=True)]
    return {"kind": "kkt", "objective": objective, "constraints": held}


def _constrained(data: Data) -> dict[str, Any]:
    held = [f"{g} <= 0" for g in data.get("ineq", [])] + [f"{h} == 0" for h in data.get("eq", [])]
    return {"kind": "kkt", "sense": data.get("sense", "min"), "objective": data["f"], "constraints": held}


SETS = {
    "box": {"lo": "lower", "hi": "upper"},
    "ball": {"c": "centre", "center": "centre", "centre": "centre", "r": "radius", "radius": "radius"},
    "halfspace": {"a": "normal", "normal": "normal", "b": "offset"},
    "affine": {"A": "matrix", "b": "right"},
    "simplex": {"sum": "total", "total": "total"},
}
NAMED_SETS = {"psd": "semidefinite", "l1": "l1 ball", "soc": "second-order cone", "hyperplane": "affine"}


def _projection(data: Data) -> dict[str, Any]:
    given = dict(data["set"])
    kind = given.pop("type")
    name = NAMED_SETS.get(kind, kind)
    given.pop("n", None)
    return {
        "kind": "set_projection",
        "point": data["target"],
        "set": name,
        **{SETS.get(name, {}).get(key, key): value for key, value in given.items()},
    }


def _convexity(data: Data) -> dict[str, Any]:
    bounded = {
        name: [{"inf": "oo", "-inf": "-oo"}.get(str(end), end) for end in ends]
        for name, ends in zip(data["variables"], data["domain"], strict=True)
        if [str(end) for end in ends] != ["-inf", "inf"]
    }
    asked = {"kind": "convexity", "function": data["f"], "variables": data["variables"]}
    return asked | ({"domain": bounded} if bounded else {})


MODELS = {"expon_rate": "exponential", "normal": "normal", "poisson": "Poisson", "bernoulli": "Bernoulli"}


def _posterior(data: Data) -> dict[str, Any]:
    prior = {{"var": "variance"}.get(key, key): value for key, value in data["prior"].items()}
    given = dict(data["likelihood"])
    family = given.pop("family")
    model = {"normal_known_var": "normal mean", "poisson": "Poisson", "expon_rate": "exponential"}
    given = {{"var": "variance"}.get(key, key): value for key, value in given.items()}
    return {"kind": "likelihood", "model": model.get(family, family), "prior": prior, **given}


def _gaussian(data: Data) -> dict[str, Any]:
    asked = {"kind": "gaussian", "mean": data["mean"], "covariance": data["cov"]}
    if data["mode"] == "map":
        return asked | {"matrix": data["A"], "shift": data["b"]}
    return asked | {"condition": data["h"], "value": data["value"]}


def _declared(data: Data) -> dict[str, Any]:
    """Shapes and properties of an exercise, in which a third entry of a shape is a property."""
    shapes = {name: [size for size in shape if size != "pd"] for name, shape in data["shapes"].items()}
    properties = {name: "positive definite" for name, shape in data["shapes"].items() if "pd" in shape}
    for text in data["hypotheses"]:
        name, sign, bound = text.partition(" > ")
        properties |= {name: "positive"} if sign and bound == "0" else {}
    return {"shapes": {name: ",".join(shape) for name, shape in shapes.items()}, "properties": properties}


def _minimiser(data: Data) -> dict[str, Any]:
    asked = {"kind": "matrix_minimiser", "definition": data["objective"], "wrt": data["minimise_over"]}
    return asked | _declared(data)


def _dual(data: Data) -> dict[str, Any]:
    asked = {"kind": "matrix_minimiser", "definition": data["f"], "wrt": "x"}
    declared = _declared(data)
    declared["shapes"].setdefault("x", data["shapes"]["c"][0])
    return asked | declared | {"constraint": data["constraint"], "multiplier": data["multiplier"]}


PARTS: dict[str, Any] = {
    "matrix_minimiser": _minimiser,
    "subdiff": lambda data: {"kind": "subgradient", "function": data["f"], "at": data["at"]},
    "dual_matrix": _dual,
    "convexity": _convexity,
    "mle": lambda data: {"kind": "likelihood", "model": MODELS[data["model"]], "samples": data["samples"]},
    "mle_boundary": lambda data: {"kind": "likelihood", "model": "uniform", "samples": data["samples"]},
    "posterior": _posterior,
    "lin_gauss": _gaussian,
    "stationary": lambda data: {"kind": "stationary", "function": data["f"], "variables": data["variables"]},
    "steps": _steps,
    "newton_dir": lambda data: {
        "kind": "descent",
        "ask": "direction",
        "function": data["f"],
        "variables": data["variables"],
        "start": data["x0"],
    },
    "step_bound": lambda data: {
        "kind": "descent",
        "ask": "step sizes",
        "function": _quadratic(data["Q"], _named(len(data["Q"]))),
    },
    "lp": _program,
    "qp_eq": _equality_program,
    "all_kkt": _constrained,
    "set_projection": _projection,
}


def _stationary_answer(_: Data, answer: Answer) -> dict[str, Any]:
    (claim,) = answer.claims
    certificates: Any = claim.data["points"]
    found: dict[str, Any] = {"points": []}
    for row, shown in zip(rows(answer), certificates, strict=False):
        if shown["free"]:
            at = [text.replace(shown["free"][0], "s") for text in row["value"]]
            found["set"] = {
                "param": "s",
                "at": at,
                "class": CLASSES[row["word"]],
                "glob": "global" in row["word"],
            }
            found["set"]["strict"] = False
            continue
        point = {"at": row["value"], "class": CLASSES[row["word"]]}
        if row["word"].endswith("minimum"):
            point["glob"] = row["word"].startswith("global")
        for key in ("lower", "higher"):
            if key in shown:
                point[f"{key}_along"] = [
                    f"{c} - ({p})" for c, p in zip(shown[key], row["value"], strict=True)
                ]
        if "beyond" in shown:
            found["unbounded_below_along"] = shown["beyond"]
        found["points"].append(point)
    least = [row["value"] for row in rows(answer) if row["key"] == "min"]
    return found | ({"min_value": least[0]} if least else {})


def _values(answer: Answer, *keys: str) -> list[Any]:
    return [row["value"] for row in rows(answer) if row["key"] in keys]


def _program_answer(data: Data, answer: Answer) -> dict[str, Any]:
    (claim,) = answer.claims
    found: dict[str, Any] = {"status": claim.data["status"]}
    points, duals = _values(answer, "x"), _values(answer, "y")
    if found["status"] == "optimal":
        found |= {
            "x": points[0],
            "value": _values(answer, data["sense"])[0],
            "dual": duals,
            "vertices": points,
        }
        found |= {"degenerate": True} if rows(answer)[0]["word"] and len(duals) > 1 else {}
    elif found["status"] == "infeasible":
        found["farkas"] = duals[0]
    else:
        found |= {"point": points[0], "ray": _values(answer, "d")[0]}
    return found


def _kkt_answer(data: Data, answer: Answer) -> dict[str, Any]:
    (claim,) = answer.claims
    names = ", ".join(claim.data["variables"])  # type: ignore[arg-type]
    stated = [row for row in rows(answer) if row["key"] == names]
    certificates: Any = claim.data["points"]
    points = [
        {"at": row["value"], "mu": shown.get("mu"), "verdict": VERDICTS[row["word"].split()[0]]}
        for row, shown in zip(stated, certificates, strict=True)
    ]
    return {"points": points, "value": _values(answer, data.get("sense", "min"))[0]}


def _equality_answer(_: Data, answer: Answer) -> dict[str, Any]:
    point, nu = rows(answer)[0]["value"], rows(answer)[1]["value"]
    return {"x": point, "nu": nu, "nu_directions": [], "value": _values(answer, "min")[0]}


def _bound_answer(_: Data, answer: Answer) -> dict[str, Any]:
    largest, best, rate = (row["value"] for row in rows(answer))
    return {"interval": [0, largest], "best_step": best, "rate": rate}


def _direction_answer(_: Data, answer: Answer) -> dict[str, Any]:
    direction, slope, end = rows(answer)
    descends = direction["word"].startswith("a ")
    return {"x1": end["value"], "direction": direction["value"], "slope": slope["value"], "descent": descends}


def _convexity_answer(_: Data, answer: Answer) -> dict[str, Any]:
    words, data = [row["word"] for row in rows(answer)], _data(answer)
    modulus = next((row["value"] for row in rows(answer) if row["value"]), None)
    found: dict[str, Any] = {
        "convex": "convex" in words,
        "strict": "strictly convex" in words,
        "strong": "strongly convex" in words,
        "modulus": modulus,
    }
    if data["segment"]:
        found["not_convex"] = data["segment"]
    if data["flat"]:
        found["not_strict"] = data["flat"]
    if data["vanishing"]:
        found["flat_along"] = data["vanishing"][0]
    if modulus:
        found["tight_direction"] = dict(zip(("at", "d"), data["tight"], strict=True))
    return found


def _data(answer: Answer) -> Any:
    return answer.claims[0].data


def _estimate_answer(data: Data, answer: Answer) -> dict[str, Any]:
    found = {row["key"]: row["value"] for row in rows(answer)}
    if data["model"] == "normal":
        return {"mean": found["mu"], "variance": found["v"], "unbiased_variance": found["s2"]}
    return {"rate": found["theta"]}


def _posterior_answer(data: Data, answer: Answer) -> dict[str, Any]:
    found = {row["key"]: row["value"] for row in rows(answer)}
    family = data["prior"]["family"]
    keys = {"beta": {"a": "a", "b": "b"}, "gamma": {"shape": "shape", "rate": "rate"}}
    named = keys.get(family, {"mean": "mean", "var": "variance"})
    return {"family": family, "map": found["mode"], **{key: found[own] for key, own in named.items()}}


def _gaussian_answer(_: Data, answer: Answer) -> dict[str, Any]:
    mean, covariance, rank = (row["value"] for row in rows(answer))
    return {"mean": [row[0] for row in mean], "cov": covariance, "rank": int(rank)}


def _subdifferential_answer(_: Data, answer: Answer) -> dict[str, Any]:
    *intervals, best, least = (row["value"] for row in rows(answer))
    return {"subdifferentials": intervals, "minimiser": best, "value": least}


def _formula(answer: Answer) -> str:
    return answer.text.partition(" = ")[2].partition(", if ")[0]


ANSWERS: dict[str, Any] = {
    "matrix_minimiser": lambda _, answer: {
        "minimiser": _formula(answer),
        "unique": _data(answer)["is_definite"],
    },
    "subdiff": _subdifferential_answer,
    "dual_matrix": lambda data, answer: {"g": _formula(answer), "domain": f"{data['multiplier']} >= 0"},
    "convexity": _convexity_answer,
    "mle": _estimate_answer,
    "mle_boundary": lambda _, answer: {"theta": rows(answer)[0]["value"]},
    "posterior": _posterior_answer,
    "lin_gauss": _gaussian_answer,
    "stationary": _stationary_answer,
    "steps": lambda _, answer: {"iterates": [row["value"] for row in rows(answer)]},
    "newton_dir": _direction_answer,
    "step_bound": _bound_answer,
    "lp": _program_answer,
    "qp_eq": _equality_answer,
    "all_kkt": _kkt_answer,
    "set_projection": lambda _, answer: {"p": rows(answer)[0]["value"]},
}
