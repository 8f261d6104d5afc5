"""The import arrows, by the syntax tree; and the libraries that a light module must not load, by trying."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ("backproof", "solutions", "figures", "benchmarks", "build", "environment")
EVERYONE = {
    "backproof",
    "backproof.answer",
    "backproof.terminal.console",
    "backproof.diagnostic",
    "backproof.files.reading",
    "backproof.files.removal",
    "backproof.seal",
}

KINDS = (
    *("composition", "derivative", "gradient", "network", "dimension", "script", "statement", "text"),
    *(
        "stationary",
        "descent",
        "linear_program",
        "set_projection",
        "kkt",
        "likelihood",
        "gaussian",
        "convexity",
        "matrix_minimiser",
        "subgradient",
        "matrix_convexity",
        "convex_set",
        "dual",
    ),
    *("linear_system", "inverse", "determinant", "matrix_factorisation", "eigenvalues", "singular_values"),
    *("projection", "least_squares", "gram_schmidt", "definiteness", "membership", "coordinates"),
    *("linear_map", "four_subspaces", "backpropagation", "show", "computation"),
)
# What a question is solved with.
SOLVING = {
    *("backproof.kinds", "backproof.terms", "backproof.numpy_scripts"),
    *("backproof.calculus", "backproof.spaces", "backproof.running", "backproof.writing.numerals"),
    *("backproof.texts", "backproof.linear_algebra", "backproof.optimisation", "backproof.observations"),
    "backproof.writing.escape",
}
# The first line that fits a module says what of the house it may import, besides its own neighbours' answers.
ARROWS = {
    "backproof.terminal.console": set(),
    "backproof.files": set(),
    "backproof.seal": set(),
    "backproof.answer": set(),
    "backproof.diagnostic": set(),
    "backproof.running.system_calls": set(),
    "backproof.running.confinement": {"backproof.running.system_calls"},
    "backproof.running": {"backproof.running", "backproof.files.measuring"},
    "backproof.calculus": {"backproof.calculus"},
    "backproof.spaces": {"backproof.spaces"},
    "backproof.optimisation": {"backproof.optimisation", "backproof.calculus", "backproof.spaces"},
    "backproof.linear_algebra": {"backproof.linear_algebra", "backproof.spaces"},
    "backproof.writing": {"backproof.writing"},
    "backproof.observations": {"backproof.observations"},
    "backproof.texts": {"backproof.texts", "backproof.writing.escape", "backproof.writing.characters.glyphs"},
    "backproof.tex": {"backproof.tex", "backproof.writing"},
    "backproof.webpage": {"backproof"},
    "backproof.web": {"backproof.web", "backproof.writing", "backproof.drawing.labels", "backproof.homework"},
    "backproof.faults": {
        *("backproof.faults", "backproof.tex", "backproof.writing"),
        *("backproof.texts", "backproof.terms.places"),
    },
    "backproof.results": {
        "backproof.files.installing",
        "backproof.results",
        "backproof.building.build_record",
        "backproof.building.provenance",
        "backproof.calculus",
        "backproof.homework",
        "backproof.proof",
        "backproof.tex.compile",
    },
    "backproof.proof.verify": {"backproof.proof.verify"},
    "backproof.proof.record": {"backproof.proof.excerpt"},
    "backproof.proof": set(),
    "backproof.proofreading": {
        "backproof.proofreading",
        "backproof.proof.verify",
        "backproof.calculus.readers",
    },
    "backproof.terms.loading": {
        *("backproof.terms", "backproof.texts"),
        *("backproof.variants.declaration", "backproof.variants.template"),
    },
    "backproof.terms": {"backproof.terms", "backproof.texts", "backproof.variants.recipes.schemas"},
    # What a term is read with; the search for a variant stands above the terms.
    "backproof.variants.recipes": {"backproof.variants", "backproof.terms.fields", "backproof.terms.reading"},
    **{
        f"backproof.variants.{name}": {
            *("backproof.variants.recipes", "backproof.variants.declaration", "backproof.variants.drawing"),
            *("backproof.variants.literals", "backproof.variants.substitution"),
            *("backproof.terms.choices", "backproof.terms.fields"),
            *("backproof.terms.places", "backproof.terms.reading"),
        }
        for name in ("declaration", "drawing", "literals", "substitution", "template")
    },
    "backproof.variants": {"backproof.variants", "backproof.terms", "backproof.linear_algebra.language"},
    "backproof.parts": {"backproof.parts", "backproof.terms", "backproof.texts"},
    "backproof.drawing": {"backproof.drawing", "backproof.homework", "backproof.writing.escape"},
    "backproof.numpy_scripts": {
        "backproof.numpy_scripts",
        "backproof.calculus",
        "backproof.running",
        "backproof.terms",
    },
    "backproof.kinds": SOLVING | {"backproof.drawing"},
    "backproof.building": {
        "backproof.building",
        "backproof.running.reuse",
        "backproof.homework",
        "backproof.tex.scratch",
        "backproof.tex.engine",
    },
    "backproof": {"backproof"},
    "solutions": {"solutions", *SOLVING},
    "figures": {"figures", "backproof.drawing"},
    "build": {"backproof.entry", "environment"},
    "environment": {"environment"},
    "benchmarks": {"benchmarks", "backproof", "solutions", "figures"},
}
MOST_FILES = 15
# The floors of a room, from the ground up: each stands on those below it, named or not.
FLOORS = {
    "backproof.calculus": {
        "primitives": set(),
        "spelling": set(),
        "language": {"primitives", "spelling"},
        "evaluation": {"primitives", "language"},
        "printing": {"primitives", "language", "spelling"},
        "readers": set(),
        "engine": {"primitives", "language"},
        "stable": {"primitives", "language", "evaluation"},
        "numpy_code": {"primitives", "language", "evaluation", "stable"},
        "checking": {"primitives", "language", "evaluation", "printing"},
        "identities": {"primitives", "spelling", "language", "evaluation", "printing", "checking"},
        "derivation": {"primitives", "language", "evaluation", "printing", "engine", "checking"},
        "inference": {"primitives", "spelling", "language", "printing", "engine", "derivation"},
    },
    "backproof.kinds": {
        "shared": set(),
        **{kind: {"shared"} for kind in KINDS},
    },
    "backproof.linear_algebra": {
        "language": set(),
        "finding": {"language"},
        "checking": {"language"},
    },
    "backproof.spaces": {
        "language": set(),
        "exact": {"language"},
        "descriptions": {"language"},
        "linear": {"language", "exact"},
        "fields": {"language", "linear"},
        "described": {"language", "descriptions", "linear", "fields"},
        "parameters": {"language", "exact", "linear"},
        "domains": {"language", "exact"},
        "functions": {"language", "exact", "linear", "domains"},
        "enclosures": {"language"},
        "rings": {"language", "enclosures"},
        "identities": {"language", "enclosures", "rings"},
        # Where the evidence does not get through, the engine's proof of a domain is run again.
        "demands": {"language", "enclosures", "rings", "identities", "domains"},
        "checking": {
            *("language", "descriptions", "exact", "linear", "parameters"),
            *("enclosures", "rings", "identities", "demands"),
        },
        "proved": {
            *("language", "descriptions", "described", "exact", "linear", "fields"),
            *("parameters", "functions", "checking"),
        },
    },
}
# What stands on top is imported from the top alone.
TOP = {"backproof.cli", "backproof.commands", "backproof.document", "backproof.pipeline"}
ON_TOP = {
    "backproof.__main__",
    "backproof.acceleration",
    "backproof.prewarm",
    "backproof.api",
    "backproof.classroom",
    "backproof.webpage",
    "backproof.entry",
    "build",
    "benchmarks",
}
# Outside of the house: these rooms know sympy, numpy, mpmath and FLINT alone.
SCIENTIFIC = {"sympy", "numpy", "mpmath", "flint"}
ALSO = {"backproof.calculus.spelling.latex.pieces": {"pylatexenc"}}
SCIENCE_ONLY = ("backproof.calculus", "backproof.spaces", "backproof.linear_algebra")

LIGHT = {
    "backproof": {"click", "msgspec"},
    "backproof.answer": {"click", "msgspec"},
    "backproof.diagnostic": {"click", "msgspec"},
    **{
        f"backproof.{name}": {"click", "msgspec", "pathlib", "subprocess", "dataclasses", "typing"}
        for name in (
            "acceleration",
            "terminal.console",
            "entry",
            "files.removal",
            "seal",
            "building.records",
            "prewarm",
            "prewarm.fast_path",
        )
    },
    "backproof.seal": {"click", "msgspec", "pathlib", "subprocess", "dataclasses", "typing"},
    "backproof.running.confinement": {"click", "msgspec"},
    "backproof.running.runner": {"click", "msgspec"},
    "backproof.running.script": {"click", "msgspec"},
    "backproof.homework": {"click", "msgspec"},
    "backproof.cli": set(),
    "backproof.terminal.preview": set(),
    "backproof.terms.term": {"click"},
}
HEAVY = {
    "sympy",
    "numpy",
    "mpmath",
    "jinja2",
    "rich",
    "pygments",
    "pylatex",
    "pylatexenc",
    "pypdfium2",
    "math_core",
    "scipy",
    "flint",
}


@cache
def modules() -> dict[str, Path]:
    folders = [ROOT / name for name in HOUSE if (ROOT / name).is_dir()]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    files += [ROOT / f"{name}.py" for name in HOUSE if (ROOT / f"{name}.py").is_file()]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


@cache
def imports(module: str, file: Path) -> tuple[tuple[str, int], ...]:
    """Every module that is imported, wherever in the file; names from packages as modules where they are."""
    return tuple(_imports(module, file))


def _imports(module: str, file: Path) -> Iterator[tuple[str, int]]:
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in statements(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner if is_module(inner) else base), node.lineno


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements, without looking into expressions, which are most of a tree."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for node in getattr(tree, field, ()):
            yield node
            yield from statements(node)


@cache
def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def within(name: str, rooms: set[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def rule(module: str) -> set[str]:
    return next(allowed for name, allowed in ARROWS.items() if within(module, {name}))


def test_the_import_arrows() -> None:
    """One house, no way round: what is imported is in the module's own line of ARROWS, or for everyone."""
    against = [
        f"{module}:{line} imports {name}"
        for module, file in modules().items()
        for name, line in imports(module, file)
        if not is_allowed(module, name)
    ]
    assert not against


def is_allowed(module: str, name: str) -> bool:
    top = name.partition(".")[0]
    if top in HOUSE:
        is_below = name in EVERYONE or within(name, rule(module))
        return is_below and (not within(name, TOP) or within(module, TOP | ON_TOP))
    if within(module, set(SCIENCE_ONLY)):
        return top in SCIENTIFIC | ALSO.get(module, set()) or top in sys.stdlib_module_names
    return True


def test_floors_stand_on_those_below_them() -> None:
    """No circles, and a reader of one floor knows which others it has to know."""
    for room, floor in ((room, floor) for room, floors in FLOORS.items() for floor in floors):
        allowed = {f"{room}.{name}" for name in (floor, *FLOORS[room][floor])}
        for module, file in modules().items():
            for name, line in imports(module, file) if within(module, {f"{room}.{floor}"}) else ():
                assert not within(name, {room}) or within(name, allowed), f"{module}:{line} imports {name}"


def test_every_module_of_a_room_is_on_a_floor() -> None:
    """But for the few that are the room's entrance."""
    for room, floors in FLOORS.items():
        folder = ROOT.joinpath(*room.split("."))
        assert {path.name for path in folder.iterdir() if (path / "__init__.py").is_file()} == set(floors)
        assert len(list(folder.glob("*.py"))) <= 4


def test_the_evidence_never_reaches_the_engine() -> None:
    """Directly or through others: all modules of the checks are imported, and none of the engine's is."""
    room = "backproof.calculus"
    known = [module for module in modules() if within(module, {f"{room}.checking"})]
    assert len(known) > 5
    program = f"import sys, {', '.join(known)}; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert set(known) <= loaded
    assert not [name for name in loaded if within(name, {f"{room}.engine", f"{room}.derivation"})]


def test_no_question_imports_another_question() -> None:
    """Keep what two questions share in a module of its own."""
    question = re.compile(r"solutions\.q\d")
    for module, file in modules().items():
        assert not [name for name, _ in imports(module, file) if question.match(name)], module


def test_the_package_names_no_folder_of_a_homework() -> None:
    """Only the homework's `build.py` says how its packages are called."""
    name = re.compile(r"(?:solutions|figures)(?:[./]|$)")
    for module, file in modules().items():
        for line, text in constants(file) if within(module, {"backproof"}) else ():
            assert not name.match(text), f"{module}:{line} names {text}"


def constants(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that may name a folder with their lines, without its docstrings."""
    text = file.read_text(encoding="utf-8")
    if not re.search(r"[\"'](?:solutions|figures)", text):
        return
    tree = ast.parse(text)
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node.lineno, node.value


def test_the_prewarming_has_one_door() -> None:
    """Nothing but `acceleration` imports it, so that builds work without its folder."""
    for module, file in modules().items():
        if not within(module, {"backproof.prewarm", "backproof.acceleration", "benchmarks"}):
            assert not [name for name, _ in imports(module, file) if within(name, {"backproof.prewarm"})], (
                module
            )


def test_folders_are_small_enough_to_look_through() -> None:
    """At most 15 files each, of whatever sort."""
    folders = [ROOT / name for name in ("backproof", "benchmarks", "docs", "environment")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files = [path for path in files if path.suffix != ".pyc" and path.parent != ROOT / "docs" / "reference"]
    counts = Counter(path.parent.relative_to(ROOT).as_posix() for path in files)
    assert not {folder: count for folder, count in counts.items() if count > MOST_FILES}


def test_the_arrows_can_be_broken() -> None:
    assert not within("backproof.kinds.gradient.solver", rule("backproof.terms.loading"))
    assert not within("backproof.tex.compile", rule("backproof.calculus.engine.rules"))
    assert not within("backproof.calculus", rule("figures.training_curve"))
    found = dict(imports("backproof.running.confined", ROOT / "backproof" / "running" / "confined.py"))
    assert "backproof.running.confinement" in found


@pytest.mark.parametrize("module", [name for name in LIGHT if is_module(name)])
def test_a_light_module_pulls_in_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(done.stdout.split()) & (HEAVY | LIGHT[module])


def test_what_a_build_begins_with_computes_nothing() -> None:
    """A change of wording is set without numpy and sympy, which are imported where they are used."""
    program = "import sys, backproof.pipeline; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"sympy", "numpy", "mpmath", "backproof.calculus", "backproof.spaces", "backproof.linear_algebra"}
    assert not heavy.intersection(done.stdout.split())


def cycle(arrows: dict[str, set[str]]) -> list[str]:
    """Modules of which each imports the next, and the last the first; empty if there are none."""
    path: list[str] = []
    finished: set[str] = set()

    def search(module: str) -> list[str]:
        if module in path:
            return path[path.index(module) :]
        if module in finished:
            return []
        path.append(module)
        for name in sorted(arrows.get(module, ())):
            if found := search(name):
                return found
        finished.add(path.pop())
        return []

    return next((found for module in sorted(arrows) if (found := search(module))), [])


def test_no_modules_import_each_other() -> None:
    """Directly or through others, at the top, inside a function or for the type checker alone."""
    for room in FLOORS:
        within_room = {module: file for module, file in modules().items() if within(module, {room})}
        # The entrance of a room offers names from all of it, and is imported from outside.
        inner = {module: file for module, file in within_room.items() if module != room}
        arrows = {
            module: {name for name, _ in imports(module, file) if name in inner}
            for module, file in inner.items()
        }
        assert not cycle(arrows)


def test_a_cycle_is_found_wherever_it_begins() -> None:
    arrows = {"a": {"b"}, "b": {"c", "d"}, "c": set[str](), "d": {"e"}, "e": {"b"}}
    assert set(cycle(arrows)) == {"b", "d", "e"}
    assert cycle({"a": {"a"}}) == ["a"]
    assert not cycle({**arrows, "e": {"c"}})
