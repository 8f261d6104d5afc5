"""Exercises of linear algebra as plain data, each as a part of a term, and its answer as data again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from backproof.answer import Answer
from backproof.terms.kinds import KINDS
from backproof.terms.lone import part_of

Data = Mapping[str, Any]


def listed(text: str) -> Any:
    """A number, list or matrix of texts, from the text of an answer."""
    if not text.startswith("["):
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    inside, depth, found, begun = text[1:-1], 0, [], 0
    if not inside:
        return []
    for at, character in enumerate(inside + ","):
        depth += (character in "[(") - (character in "])")
        if character == "," and depth == 0:
            found.append(listed(inside[begun:at].strip()))
            begun = at + 1
    return found


def solve(kind: str, **data: Any) -> Answer:
    """The answer to a part of that kind."""
    part, term = part_of(kind, data)
    answer: Answer = import_module(KINDS[kind].part_solver).solve(part, term).answer
    return answer


def solved(data: Data) -> Any:
    """The answer to an exercise as plain data; every check of it has passed."""
    kind, keys, back = MAPPED[data["task"]](data)
    answer = solve(kind, **keys)
    assert answer.passed, [check for check in answer.checks if not check.passed]
    return back(answer)


Mapping_ = tuple[str, dict[str, Any], Callable[[Answer], Any]]
TYPES = {"unique solution": "unique", "solutions with parameters": "infinite", "no solution": "none"}


def system(data: Data) -> Mapping_:
    def one(case: Data) -> dict[str, Any]:
        found = {name: listed(text) for name, text in case["found"].items()}
        kind = TYPES[case["task"]]
        if kind == "unique":
            return {"type": kind, "x": found["x"]}
        if kind == "none":
            return {"type": kind, "certificate_y": found["y"]}
        return {"type": kind, "particular": found["x"], "directions": found["N"], "dim": len(found["N"])}

    def back(answer: Answer) -> Any:
        cases: Any = answer.claims[0].data["cases"]
        if not data.get("parameters"):
            return one(cases[0])
        return {
            "type": "cases",
            "cases": [{"when": python(case["condition"]), **one(case)} for case in cases],
        }

    keys = {"matrix": data["A"], "right_side": data["b"], "unknowns": data["variables"]}
    return "linear_system", keys, back


def python(condition: str) -> str:
    """A condition such as "p = 4, q != 2" as a condition in Python."""
    if not condition:
        return "True"
    parts = [re.sub(r"(?<![!<>=])=(?!=)", "==", part.strip()) for part in condition.split(",")]
    return " and ".join(f"({part})" for part in parts)


def plain(kind: str, renamed: Mapping[str, str], **keys: Any) -> Mapping_:
    """A part whose formulas are the answer's, under other names."""

    def back(answer: Answer) -> Any:
        return {renamed.get(name, name): listed(text) for name, text in answer.formulas.items()}

    return kind, keys, back


def singular(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        return {"invertible": False, "null_vector": listed(answer.formulas["v"])}

    return "inverse", {"matrix": data["A"]}, back


def inverse_with_symbols(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        cases: Any = answer.claims[0].data["cases"]
        regular = [case for case in cases if case["task"] == "inverse"]
        exists = " or ".join(f"({python(case['condition'])})" for case in regular)
        return {"X": listed(regular[0]["found"]["X"]), "exists_iff": exists}

    return "inverse", {"matrix": data["A"]}, back


def factorisation(form: str) -> Callable[[Data], Mapping_]:
    def mapped(data: Data) -> Mapping_:
        renamed = {"L": "Lc"} if form == "cholesky" else {"r": "rank"}
        renamed |= {"k": "first_zero_leading_minor"}
        kind, keys, back = plain("matrix_factorisation", renamed, matrix=data["A"], form=form)

        def with_existence(answer: Answer) -> Any:
            found = back(answer)
            return found | ({"exists": False} if "first_zero_leading_minor" in found else {})

        return kind, keys, with_existence

    return mapped


def eigenvalues(ask: str) -> Callable[[Data], Mapping_]:
    def mapped(data: Data) -> Mapping_:
        def back(answer: Answer) -> Any:
            found = {name: listed(text) for name, text in answer.formulas.items()}
            if ask == "eigenvalues":
                return {"eigen": _eigen(found), "diagonalisable": _total(found) == len(data["A"])}
            if ask == "spectral decomposition":
                count = sum(name.startswith("P") for name in found)
                return {
                    "terms": [
                        {"value": found[f"lambda{k}"], "projection": found[f"P{k}"]}
                        for k in range(1, count + 1)
                    ]
                }
            if ask == "characteristic polynomial":
                return {
                    "charpoly_high_to_low": found["coefficients"],
                    "roots": [root for (root,) in found["roots"]],
                }
            return found

        return "eigenvalues", {"matrix": data["A"], "ask": [ask]}, back

    return mapped


def _eigen(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    count = sum(name.startswith("lambda") for name in found)
    return _complex(found) + [
        {
            "value": found[f"lambda{k}"],
            "algebraic": found[f"algebraic{k}"],
            "geometric": len(found[f"V{k}"]),
            "vectors": found[f"V{k}"],
        }
        for k in range(1, count + 1)
    ]


def _complex(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Complex eigenvalues two by two, with the entries of their vectors."""
    items = []
    for k in range(1, 1 + sum(name.startswith("re") for name in found)):
        for sign in ("+", "-"):
            pairs = zip(found[f"U{k}"], found[f"W{k}"], strict=True)
            vectors = [[f"{x} {sign} ({y})*I" for x, y in zip(u, w, strict=True)] for u, w in pairs]
            count = found[f"pairs{k}"]
            value = f"{found[f're{k}']} {sign} ({found[f'im{k}']})*I"
            items.append({"value": value, "algebraic": count, "geometric": len(vectors), "vectors": vectors})
    return items


def _total(found: Mapping[str, Any]) -> int:
    return sum(item["geometric"] for item in _eigen(found))


def eigenvalues_with_symbols(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        case: Any = answer.claims[0].data["cases"][0]  # type: ignore[index]
        found = {name: listed(text) for name, text in case["found"].items()}
        return {
            "eigen": [
                {"value": item["value"], "vector": vector}
                for item in _eigen(found)
                for vector in item["vectors"]
            ]
        }

    return "eigenvalues", {"matrix": data["A"]}, back


def diagonalisable(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        cases: Any = answer.claims[0].data["cases"]
        good = [python(case["condition"]) for case in cases if case["task"] == "diagonalisation"]
        special = [sample[name] for case in cases[1:] for sample in case["samples"] for name in sample]
        return {
            "diagonalisable_iff": " or ".join(f"({x})" for x in good) or "False",
            "special_values": special,
        }

    return "eigenvalues", {"matrix": data["A"], "ask": ["diagonalisation"]}, back


def jordan_with_symbols(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        cases: Any = answer.claims[0].data["cases"]
        return {
            "cases": [{"when": python(case["condition"]), "J": listed(case["found"]["J"])} for case in cases]
        }

    return "eigenvalues", {"matrix": data["A"], "ask": ["Jordan form"]}, back


def least_squares(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        found = {name: listed(text) for name, text in answer.formulas.items()}
        is_unique = "N" not in found
        rest = {"x": found["x"]} if is_unique else {"min_norm_x": found["x"], "directions": found["N"]}
        return {"unique": is_unique, "residual_sq": found["least"], **rest}

    return "least_squares", {"matrix": data["A"], "right_side": data["b"]}, back


def projected(data: Data) -> Mapping_:
    vectors = [list(column) for column in zip(*data["basis_columns"], strict=True)]
    keys = {"vectors": vectors, "target": data["target"]}
    keys |= {"inner_product": data["W"]} if "W" in data else {}
    return plain("projection", {"p": "projection", "c": "coefficients"}, **keys)


def orthonormal(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        kept = [k - 1 for k in listed(answer.formulas["kept"])]
        return {"orthonormal": listed(answer.formulas["Q"]), "kept_indices": kept}

    return "gram_schmidt", {"vectors": data["vectors"]}, back


CLASSES = {
    "positive definite": "pd",
    "positive semidefinite": "psd",
    "negative definite": "nd",
    "negative semidefinite": "nsd",
    "indefinite": "indefinite",
}


def definite(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        found = {name: listed(text) for name, text in answer.formulas.items()}
        cases: Any = answer.claims[0].data["cases"]
        names = {"u": "positive_at", "v": "negative_at", "z": "zero_at"}
        return {"class": CLASSES[cases[0]["task"]]} | {
            names[name]: value for name, value in found.items() if name in names
        }

    return "definiteness", {"matrix": data["A"]}, back


def definite_with_symbol(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        cases: Any = answer.claims[0].data["cases"]
        terms = listed(cases[0]["found"]["e"])
        points = [
            case for case in cases if case["condition"].count("=") == 1 and "<" not in case["condition"]
        ]
        ends = [
            x
            for case in points
            if "semidefinite" in case["task"]
            for s in case["samples"]
            for x in s.values()
        ]
        return {
            "pd": " and ".join(f"{e} > 0" for e in terms),
            "psd": " and ".join(f"{e} >= 0" for e in terms),
            "endpoints": ends,
        }

    return "definiteness", {"matrix": data["A"]}, back


def determinant_with_symbol(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        zeros = [zero for (zero,) in listed(answer.formulas.get("zeros", "[]"))]
        return {"det": answer.formulas["found"], "singular_at": zeros}

    return "determinant", {"matrix": data["A"]}, back


def best(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        found = {name: listed(text) for name, text in answer.formulas.items()}
        others = {"other_B": found["other"]} if "other" in found else {}
        return {"B": found["B"], "error": found["error"], "unique": not others, **others}

    keys = {"matrix": data["A"], "ask": "best approximation", "rank": data["k"], "norm": data["norm"]}
    return "singular_values", keys, back


def member(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        found = {name: listed(text) for name, text in answer.formulas.items()}
        return (
            {"member": True, "coefficients": found["c"]}
            if "c" in found
            else {"member": False, "functional": found["f"]}
        )

    return "membership", {"vectors": data["generators"], "target": data["target"]}, back


def map_matrix(data: Data) -> Mapping_:
    keys = {"basis": data["basis_in"], "image_basis": data["basis_out"]}
    keys |= {"map": data["map"]} if data["kind"] == "poly" else {"matrix": data["standard"]}
    return plain("linear_map", {}, **keys)


def intersection(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        space = answer.details.space  # type: ignore[attr-defined]
        sizes = [part.dimension for part in space.parts]
        basis = [list(element.entries) for element in space.basis]
        return {"dim_U": sizes[0], "dim_W": sizes[1], "dim_sum": sizes[2], "intersection": basis}

    return "dimension", {"intersection": [data["U"], data["W"]]}, back


def rank(data: Data) -> Mapping_:
    def back(answer: Answer) -> Any:
        space = answer.details.space  # type: ignore[attr-defined]
        generic, *others = space.cases
        cases = [{"when": python(case.condition.text), "rank": case.dimension} for case in others]
        return {"cases": [*cases, {"when": "otherwise", "rank": generic.dimension}]}

    return "dimension", {"column_space": data["A"]}, back


MAPPED: dict[str, Callable[[Data], Mapping_]] = {
    "solve_system": system,
    "solve_system_param": system,
    "det": lambda data: plain("determinant", {"found": "det"}, matrix=data["A"]),
    "inverse": lambda data: plain("inverse", {}, matrix=data["A"]),
    "singular": singular,
    "sym_inverse": inverse_with_symbols,
    "lu": factorisation("lu"),
    "no_lu": factorisation("lu"),
    "plu": factorisation("plu"),
    "cholesky": factorisation("cholesky"),
    "rank_factor": factorisation("rank"),
    "qr": factorisation("qr"),
    "eigen": eigenvalues("eigenvalues"),
    "sym_eigen": eigenvalues_with_symbols,
    "sym_jordan": jordan_with_symbols,
    "diag_param": diagonalisable,
    "orth_diag": eigenvalues("orthogonal diagonalisation"),
    "spectral": eigenvalues("spectral decomposition"),
    "jordan": eigenvalues("Jordan form"),
    "charpoly_roots": eigenvalues("characteristic polynomial"),
    "matrix_power": eigenvalues("power"),
    "svd": lambda data: plain("singular_values", {}, matrix=data["A"], ask="svd"),
    "norms": lambda data: plain("singular_values", {}, matrix=data["A"], ask="norms"),
    "cond": lambda data: plain(
        "singular_values", {}, matrix=data["A"], ask="condition number", norm=data["norm"]
    ),
    "pinv": lambda data: plain("singular_values", {}, matrix=data["A"], ask="pseudoinverse"),
    "best_rank": best,
    "project": projected,
    "proj_matrix": lambda data: plain("projection", {"r": "rank"}, normal=data["normal"]),
    "distance": lambda data: plain(
        "projection",
        {"p": "nearest", "d": "distance"},
        point=data["point_on_line"],
        vectors=[data["direction"]],
        target=data["target"],
    ),
    "least_squares": least_squares,
    "gram_schmidt": orthonormal,
    "definite": definite,
    "definite_param": definite_with_symbol,
    "sym_det": determinant_with_symbol,
    "member": member,
    "coords": lambda data: plain(
        "coordinates", {"c": "coordinates"}, basis=data["basis"], target=data["target"]
    ),
    "change_basis": lambda data: plain("coordinates", {}, basis=data["B"], new_basis=data["C"]),
    "map_matrix": map_matrix,
    "four_subspaces": lambda data: plain(
        "four_subspaces", {"left": "left_null", "count": "rank"}, matrix=data["A"]
    ),
    "intersection": intersection,
    "sym_rank": rank,
}
