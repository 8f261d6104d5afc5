"""The real homework in a folder of its own, the edits that its author makes, and the mistakes."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import checkout

from .runs import LIBRARIES

TERM = "solutions/terms/2025-fall.toml"
KINDS = "backproof/kinds"
DEFAULTS = "backproof/writing/templates"
# The library whose version the write-up prints, and one that it does not speak of.
STAMPS = ("numpy-1", "stamped-1")


@dataclass(frozen=True)
class Edit:
    """A replacement of the one group of `pattern` by one of `choices`; without any, by a number."""

    file: str
    pattern: str
    choices: tuple[str, ...] = tuple(map(str, range(2, 9)))

    def apply(self, root: Path, generator: random.Random) -> None:
        """Make it, in another way than the file has it now."""
        path = root / self.file
        text = path.read_text("utf-8")
        found = re.search(self.pattern, text)
        assert found, f"{self.file} has nothing like {self.pattern}"
        chosen = generator.choice([choice for choice in self.choices if choice != found[1]])
        path.write_text(text[: found.start(1)] + chosen + text[found.end(1) :], "utf-8", newline="\n")


@dataclass(frozen=True)
class Stamp:
    """Another version of a library."""

    library: str

    def apply(self, root: Path, generator: random.Random) -> None:
        """Make it."""
        (stamp,) = (root / LIBRARIES).glob(f"{self.library}-*")
        stamp.rename(stamp.with_name(f"{self.library}-{generator.randrange(2, 99)}.dist-info"))


EDITS: dict[str, Edit | Stamp] = {
    "wording of question 1": Edit(
        f"{KINDS}/composition/derivation.tex.j2", r"rule (\w+) the scalar", ("multiplies", "takes")
    ),
    "wording of question 3": Edit(
        f"{KINDS}/network/question.tex.j2", r"needs numpy (\w+)\\BLOCK", ("alone", "only")
    ),
    "spacing of a dimension": Edit(
        f"{KINDS}/dimension/space.tex.j2", r"The space is .inline.*latex \}(\S*)\.\}", ("", r"\,", r"\;")
    ),
    "wording of the appendix": Edit(
        f"{DEFAULTS}/appendix.tex.j2", r"was (\w+) by methods", ("checked", "tried")
    ),
    "macro's room": Edit(f"{DEFAULTS}/macros.tex.j2", r"Needspace\{1(\d)"),
    "macro's words": Edit(
        f"{DEFAULTS}/macros.tex.j2", r"\}\$, the (\w+) function\.", ("logistic", "sigmoid")
    ),
    "preamble": Edit(f"{DEFAULTS}/preamble.tex.j2", r"parskip\}\{(\d)pt plus 2pt"),
    "title page": Edit(f"{DEFAULTS}/report.tex.j2", r"fontsize\{2(\d)\}"),
    "term expression": Edit(TERM, r"y\*\*(\d)"),
    "term inner function": Edit(TERM, r"g\(x\) = (.+)\"", ("sum(x)", "sum(x*x)", "norm(x)**2")),
    "term activation": Edit(TERM, r"phi\(t\) = (.+)\"", ("log(1 + exp(t))", "tanh(t)", "1/(1 + exp(-t))")),
    "term null space": Edit(TERM, r"null_space = \[\[1, 3, (\d)"),
    "term column space": Edit(TERM, r"column_space = \[\[1, -2, 3, (\d)"),
    "term span": Edit(TERM, r"span = \[\[1, -2, (\d)"),
    "term polynomials": Edit(TERM, r"x\*\*6 - (\d)"),
    "term functions": Edit(TERM, r"cos\((\d)\*x\)"),
    "term matrix name": Edit(TERM, r"name = \"(\w)\"\ncol", ("A", "M", "K")),
    "term question title": Edit(TERM, r"title = \"(\w+) Rule\"", ("Chain", "Product")),
    "term points": Edit(TERM, r"title = \"Dimensions\"\npoints = (\d)"),
    "term author": Edit(TERM, r"id = \"00000000(\d)\""),
    "term due date": Edit(TERM, r"due = 2025-09-2(\d)"),
    "term seed": Edit(TERM, r"seed = 2025092(\d)"),
    "term maximum": Edit(TERM, r"maximum = (\d+)", ("90", "100", "95")),
    "solver's printing": Edit(
        f"{KINDS}/composition/chain.py", r"gradient\} (\\\S)\\in", (r"\;", r"\,", r"\:")
    ),
    "solvers' helper": Edit(f"{KINDS}/shared/notation.py", r"# mark (\d)"),
    "printer of spaces": Edit("backproof/spaces/language/printing.py", r"# mark (\d)"),
    "printer of formulas": Edit("backproof/calculus/printing/latex.py", r"# mark (\d)"),
    "plot": Edit("figures/training_curve.py", r"height_cm: float = 4\.(\d)"),
    "picture in TikZ": Edit("backproof/drawing/canvas.py", r"_MOST_LATTICE_LINES = 1?(\d)"),
    "figures' style": Edit("backproof/drawing/style.py", r"# mark (\d)"),
    "script's rate": Edit("solutions/Q3_AIE6001_A1.py", r"LEARNING_RATE = 0\.(\d+)", ("1", "05", "08")),
    "script's samples": Edit("solutions/Q3_AIE6001_A1.py", r"SAMPLES = 1(\d)"),
    "style": Edit("backproof/tex/inputs/backproof.sty", r"% mark (\d)"),
    "library that is printed": Stamp("numpy"),
    "another library": Stamp("stamped"),
}


@dataclass(frozen=True)
class Mistake:
    """A text that is replaced by one that no write-up can be made from."""

    file: str
    old: str
    new: str

    def make(self, root: Path) -> None:
        """Put it in."""
        self._replace(root, self.old, self.new)

    def mend(self, root: Path) -> None:
        """Take it out again."""
        self._replace(root, self.new, self.old)

    def _replace(self, root: Path, old: str, new: str) -> None:
        path = root / self.file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {self.file}"
        path.write_text(text.replace(old, new), "utf-8", newline="\n")


MISTAKES = {
    "TeX": Mistake(
        f"{KINDS}/gradient/question.tex.j2", "\\begin{statement}", "\\begin{statement}\\nosuchthing"
    ),
    "template": Mistake(
        f"{KINDS}/dimension/question.tex.j2", "\\VAR{ set_.question", "\\VAR{{ set_.question"
    ),
    "wrong answer": Mistake(TERM, '"a.T", W2 = "b" }', '"a.T", W2 = "2 * b" }'),
    "expression": Mistake(TERM, 'wrt = ["W1", "W2"]', 'wrt = ["W1", "W3"]'),
    "solver": Mistake(f"{KINDS}/composition/chain.py", "inner = _stated(", "inner = _stated[("),
    "script": Mistake("solutions/Q3_AIE6001_A1.py", "    check_gradients()\n", "    raise SystemExit(3)\n"),
    "figure": Mistake("figures/training_curve.py", "named = [Series(", "named = [nosuchthing("),
}  # fmt: skip


def create(root: Path) -> Path:
    """A checkout to edit: marks where an edit changes no behaviour, the points summed by the term."""
    checkout(root)
    for name in (
        f"{KINDS}/shared/notation.py",
        "backproof/spaces/language/printing.py",
        "backproof/calculus/printing/latex.py",
        "backproof/drawing/style.py",
    ):
        _append(root / name, "# mark 1\n")
    _append(root / "backproof/tex/inputs/backproof.sty", "% mark 1\n")
    for stamp in STAMPS:
        (root / LIBRARIES / f"{stamp}.dist-info").mkdir(parents=True)
    term = root / TERM
    term.write_text(re.sub(r"\npoints = 110.*", "", term.read_text("utf-8")), "utf-8", newline="\n")
    return root


def kinds_in_turn(generator: random.Random) -> Iterator[str]:
    """The kinds of edit without end, in random order, none again before all have been."""
    while True:
        yield from generator.sample(sorted(EDITS), len(EDITS))


def _append(path: Path, line: str) -> None:
    path.write_text(path.read_text("utf-8") + line, "utf-8", newline="\n")
