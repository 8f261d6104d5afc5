"""A public name of the package is one that another file uses; all others begin with an underscore."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("backproof", "solutions", "figures", "benchmarks", "environment", "tests", "docs")
# Names that files other than Python's say in full: templates, settings, pages, workflows.
SAYING = ("**/*.j2", "**/*.md", "*.toml", ".github/**/*.yml", "Makefile")
# Names that a loader asks of a module, or that are read by another way than an import, with the reason.
REACHED = {
    ("backproof/commands/", "command"): "the command line loads a command's module by its name",
    ("backproof/kinds/", "solve|DATA"): "a kind's module is loaded by the kind's name",
    ("backproof/kinds/", "draw|pdf"): "a figure's module is loaded by the figure's name",
    ("backproof/proof/verify/", r"\w+"): "joined into one program, which needs no second sort of names",
    ("backproof/starter/sheets/", r"\w+"): "a student's script, as `init` copies it",
    ("backproof/kinds/[a-z]+/example.py", r"\w+"): "a student's script, as the scaffold copies it",
    (
        "backproof/calculus/engine/canonical/scalars.py",
        "relu_from_(below|above)",
    ): "sympy prints a function by this name",
    ("backproof/(__main__|running/confined).py", "main"): "run as a program",
    ("backproof/", "TYPE_CHECKING"): "type checkers know it by this name",
}
DEFINITION = re.compile(
    r"^(?:(?:class|(?:async )?def) (?P<name>[A-Za-z]\w*)|(?P<data>[A-Za-z]\w*(?:, \w+)*)(?:: .+?)? = )",
    re.MULTILINE,
)
FROM = re.compile(r"^\s*from (\S+) import (?:\(([^)]*)\)|(.+))", re.MULTILINE)
IMPORT = re.compile(r"^\s*import (\S+)", re.MULTILINE)
# What may be a module's attribute: after a dot, or in a string of one line.
REFERENCE = re.compile(r"\.(\w+)|\"([^\"\n]+)\"|'([^'\n]+)'")
DOTTED = re.compile(r"\w+(?:\.\w+)+")


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def sources() -> dict[Path, str]:
    files = [file for folder in CODE for file in (ROOT / folder).rglob("*.py")]
    return {file: file.read_text(encoding="utf-8") for file in [*files, ROOT / "build.py"]}


def imports(file: Path, text: str) -> Iterator[tuple[str, str]]:
    """Yield each name that is imported, with the module that it is imported from."""
    package = module_name(file).split(".")[: None if file.name == "__init__.py" else -1]
    for base, many, few in FROM.findall(text):
        level = len(base) - len(base.lstrip("."))
        above = package[: len(package) - level + 1] if level else []
        origin = ".".join([*above, *filter(None, [base[level:]])])
        names = re.sub(r"#.*", "", many or few).split(",")
        yield from ((origin, words[0]) for name in names if (words := name.split()))
    yield from ((name, "") for name in IMPORT.findall(text))


@cache
def used() -> dict[str, set[str]]:
    """The names of each module that another file uses, and more that it may use."""
    found: dict[str, set[str]] = defaultdict(set)
    modules = {module_name(file) for file in sources()}
    for file, text in sources().items():
        wanted = list(imports(file, text))
        for origin, name in wanted:
            found[origin].add(name)
        whole = {f"{origin}.{name}".rstrip(".") for origin, name in wanted} & modules
        if whole:
            said = {word for found in REFERENCE.findall(text) for word in re.findall(r"\w+", " ".join(found))}
            for module in whole - {module_name(file)}:
                found[module] |= said
    others = (file.read_text(encoding="utf-8") for glob in SAYING for file in ROOT.glob(glob))
    for text in (*sources().values(), *others):
        for word in DOTTED.findall(text):
            found[word.rpartition(".")[0]].add(word.rpartition(".")[2])
    return found


def in_signatures(tree: ast.Module, public: set[str]) -> set[str]:
    """The names in what public definitions tell their users: annotations, fields, bases, types."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in public:
            found |= names_in(told(node))
        elif (
            isinstance(node, ast.Assign) and {t.id for t in node.targets if isinstance(t, ast.Name)} & public
        ):
            found |= names_in([node.value])
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") in public:
            found |= names_in([node.annotation])
    return found


def told(node: ast.FunctionDef | ast.ClassDef) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        yield from (
            one.annotation for one in ast.walk(node.args) if isinstance(one, ast.arg) and one.annotation
        )
        yield from [node.returns] if node.returns else []
        return
    yield from node.bases
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and (inner.name[0] != "_" or inner.name == "__init__"):
            yield from told(inner)
        elif isinstance(inner, ast.AnnAssign):
            yield inner.annotation


def names_in(nodes: Iterable[ast.AST]) -> set[str]:
    found = set()
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(r"\w+", node.value))
    return found


def unused(file: Path, text: str, elsewhere: set[str]) -> set[str]:
    """The public names that only their own file uses, and that no signature for other files needs."""
    found = ((match["name"] or match["data"]).split(", ") for match in DEFINITION.finditer(text))
    defined = {name for names in found for name in names if name[0] != "_"}
    left = {name for name in defined if name not in elsewhere and not is_reached(file, name)}
    if not left:
        return left
    tree = ast.parse(text)
    public, before = defined - left, set()
    while public != before:
        before, public = public, public | (in_signatures(tree, public) & left)
    return (left & defined_in(tree)) - public - set(registered(tree))


def defined_in(tree: ast.Module) -> set[str]:
    """The names that statements define; a line of a docstring may look like such a statement."""
    stated = {one.id for node in tree.body for one in ast.walk(node) if isinstance(one, ast.Name)}
    return stated | {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def is_reached(file: Path, name: str) -> bool:
    path = file.relative_to(ROOT).as_posix()
    return any(re.match(folder, path) and re.fullmatch(names, name) for folder, names in REACHED)


def registered(tree: ast.Module) -> Iterator[str]:
    """Yield the functions that a decorator with arguments puts into a register, and nobody calls by name."""
    called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(one, ast.Call) for one in node.decorator_list
        ):
            yield from {node.name} - called


def test_a_public_name_is_used_elsewhere() -> None:
    package = {file: text for file, text in sources().items() if (ROOT / "backproof") in file.parents}
    found = {module_name(f): sorted(unused(f, text, used()[module_name(f)])) for f, text in package.items()}
    assert not {module: names for module, names in found.items() if names}


def test_a_name_without_users_is_found() -> None:
    text = """
import re
from functools import cache

MOST, Rows = 3, list[int]
Wide = tuple[Rows, ...]
_LEAST = 1

class Told:
    rows: "Rows"

@rule("sum")
def total() -> int: ...

@cache
def kept() -> Wide: ...

def used(told: Told) -> int:
    return MOST + kept()
"""
    file = ROOT / "backproof" / "new.py"
    assert unused(file, text, {"used"}) == {"MOST", "Wide", "kept"}
    assert unused(file, text, {"used", "kept"}) == {"MOST"}
    assert unused(file, text.replace("+ kept()", "+ total()"), {"kept"}) == {"MOST", "Told", "used", "total"}
