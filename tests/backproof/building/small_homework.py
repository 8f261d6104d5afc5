"""A homework of two questions that builds in a moment, and the edits that its authors make."""

import random
import re
import shutil
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
FILES = {
    "build.py": '''
import os
from backproof import entry
if __name__ == "__main__":
    entry.run(os.path.dirname(os.path.abspath(__file__)), solutions="solutions", figures="figures")
''',
    "solutions/__init__.py": '''
import os, tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

@dataclass(frozen=True)
class Author:
    name: str = "A. Student"
    id: str = "7"
    is_placeholder: bool = False

@dataclass(frozen=True)
class Question:
    id: str
    solver: str
    number: int
    data: dict

@dataclass(frozen=True)
class Term:
    name: str
    title: str
    seed: int
    questions: tuple
    course: str = "TEST"
    assignment: int = 1
    due: datetime = datetime(2025, 9, 22, 23, 59)
    points: float = 2
    maximum: float = 2
    author: Author = Author()

def meanwhile(when):
    os.system(os.environ.get(f"WHILE_IT_{when}", ""))

def load(name=None):
    meanwhile("STARTS")
    read = tomllib.loads((Path(__file__).parent / "terms" / "only.toml").read_text("utf-8"))
    questions = [Question(q["id"], q["solver"], n, q) for n, q in enumerate(read.pop("questions"), 1)]
    return Term("only", questions=tuple(questions), **read)

def terms():
    return (load(),)

def solve(question, term):
    with (Path(__file__).parents[1] / "solved.txt").open("a") as tally:
        tally.write(question.id + "\\n")
    meanwhile("SOLVES")
    return import_module(solver_modules(question)[0]).solve(question, term)

def solver_modules(question):
    return (f"solutions.{question.solver}",)
''',
    "solutions/terms/only.toml": '''
title = "Small 1"
seed = 1
[[questions]]
id = "q1"
solver = "power"
base = 3
exponent = 2
[[questions]]
id = "q2"
solver = "printed"
lines = 2
''',
    "solutions/helper.py": "OFFSET = 10\n",
    "solutions/power.py": '''
from dataclasses import dataclass
from pathlib import Path
from backproof.answer import Answer, Check, Figure, Latex, Solution
from backproof.writing.numerals import number_latex
from solutions.helper import OFFSET

@dataclass(frozen=True)
class Details:
    value: int
    note: str
    @property
    def doubled(self):
        return 2 * self.value

def solve(question, term):
    value = question.data["base"] ** question.data["exponent"] + OFFSET + 0
    note = Path(__file__).with_name("note.txt").read_text("utf-8")
    checks = (Check("exact", "value", 0, 0),)
    answer = Answer("q1", "Power", 1, Latex(number_latex(value)), str(value), checks)
    plot = Figure("plot", "plot", {"width": 20 + value % 50})
    figures = (Figure("word", "word", {"number": value}), plot)
    return Solution("q1", 1, "Power", "q1.tex.j2", (answer,), figures, details=Details(value, note))
''',
    "solutions/note.txt": "note 1\n",
    "solutions/printed.py": '''
from pathlib import Path
from backproof.answer import Answer, Check, Latex, Solution
from backproof.running.runner import run_script

def solve(question, term):
    run = run_script(Path(__file__).with_name("script.py"))
    text = run.stdout * question.data["lines"] + str(term.seed)
    check = Check("exit code", "run", run.exit_code, 0)
    answer = Answer("q2", "Printed", 1, Latex("1"), text, (check,))
    return Solution("q2", 2, "Printed", "q2.tex.j2", (answer,))
''',
    "solutions/script.py": "print('script', 1)\n",
    "figures/__init__.py": '''
from importlib import import_module
from backproof.answer import Latex
from backproof.homework import Drawing

palette = dict

def figure_module(figure):
    return f"figures.{figure.module}"

def draw(figure, name, folder):
    module = import_module(figure_module(figure))
    if figure.module == "word":
        return Drawing(Latex(module.draw(**figure.data)))
    file = folder / f"{name}.pdf"
    module.draw(path=file, **figure.data)
    return Drawing(Latex(r"\\includegraphics{" + file.name + "}"), file)
''',
    "figures/word.py": 'def draw(number):\n    return r"\\textbf{picture 1 of %d}" % number\n',
    "figures/plot.py": '''
OBJECTS = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
           "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d 15]/Contents 4 0 R>>"]
def draw(width, path):
    stream = "0 0 5 5 re f\\n"
    objects = [*OBJECTS, "<</Length %d>>stream\\n%sendstream" % (len(stream), stream)]
    text, places = "%PDF-1.4\\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(text))
        text += "%d 0 obj\\n%s\\nendobj\\n" % (number, body % width if "%d" in body else body)
    start = len(text)
    text += "xref\\n0 5\\n0000000000 65535 f \\n" + "".join("%010d 00000 n \\n" % place for place in places)
    text += "trailer<</Size 5/Root 1 0 R>>\\nstartxref\\n%d\\n%%%%EOF\\n" % start
    path.write_text(text, "ascii", newline="\\n")
''',
    "templates/macros.tex.j2": "\\BLOCK{ macro shown(x) }\\textit{macro 1: \\VAR{ x }}\\BLOCK{ endmacro }\n",
    "templates/q1.tex.j2": r"""
\section{First}\label{first}\label{part:q1}
Wording 1: $\VAR{ question.answers[0].latex }$, \VAR{ set_.shown(question.details.value) }, twice
\VAR{ question.details.doubled }, \VAR{ question.details.note },
\VAR{ drawings.q1.word }, \VAR{ drawings.q1.plot }
""",
    "templates/q2.tex.j2": r"""
\section{Second}\label{part:q2}
Wording 1, see \ref{first} on page \pageref{first}. \VAR{ question.answers[0].text | verbatim }
""",
    "templates/report.tex.j2": r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern,amsmath,xcolor,graphicx,hyperref}
\usepackage{backproof}
\BLOCK{ import "macros.tex.j2" as set_ with context }
\title{\VAR{ term.title }}
\begin{document}
\today
\tableofcontents
\BLOCK{ for question in questions }
\BLOCK{ include question.template }
\BLOCK{ endfor }
\BLOCK{ for fact in provenance }
\VAR{ fact.subject }: \VAR{ fact.value }\par
\BLOCK{ endfor }
\end{document}
""",
    "libraries/stamped-1.dist-info/METADATA": "",
}  # fmt: skip
EDITED = {
    "template": ("templates/q1.tex.j2", r"Wording (\d+)"),
    "other template": ("templates/q2.tex.j2", r"Wording (\d+)"),
    "macro": ("templates/macros.tex.j2", r"macro (\d+)"),
    "term title": ("solutions/terms/only.toml", r"Small (\d+)"),
    "term field": ("solutions/terms/only.toml", r"base = (\d+)"),
    "term seed": ("solutions/terms/only.toml", r"seed = (\d+)"),
    "solution module": ("solutions/power.py", r"OFFSET \+ (\d+)"),
    "helper module": ("solutions/helper.py", r"OFFSET = (\d+)"),
    "data file": ("solutions/note.txt", r"note (\d+)"),
    "figure module": ("figures/word.py", r"picture (\d+)"),
    "plot module": ("figures/plot.py", r"\"0 0 (\d+) 5 re f"),
    "script": ("solutions/script.py", r"'script', (\d+)"),
    "style": ("backproof/tex/inputs/backproof.sty", r"%% (\d+)"),
    "engine room": ("backproof/writing/numerals.py", r"# (\d+)"),
}  # fmt: skip


def create(root: Path) -> Path:
    """The homework in a folder of its own, the package copied into it without its calculus."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8", newline="\n")
    ignored = shutil.ignore_patterns("calculus", "spaces")
    shutil.copytree(REPOSITORY / "backproof", root / "backproof", ignore=ignored)
    for name, mark in (
        ("backproof/tex/inputs/backproof.sty", "%% 1"),
        ("backproof/writing/numerals.py", "# 1"),
    ):
        path = root / name
        path.write_text(f"{path.read_text('utf-8')}{mark}\n", encoding="utf-8", newline="\n")
    return root


def solved(root: Path) -> list[str]:
    """Return the questions solved since the last call."""
    tally = root / "solved.txt"
    found = tally.read_text("utf-8").split() if tally.exists() else []
    tally.unlink(missing_ok=True)
    return sorted(found)


def edit(root: Path, what: str, value: int) -> None:
    """Change one number of one source, or a library's version."""
    if what == "library":
        (stamp,) = (root / "libraries").glob("stamped-*")
        stamp.rename(stamp.with_name(f"stamped-{value}.dist-info"))
        return
    name, pattern = EDITED[what]
    path = root / name
    text = path.read_text("utf-8")
    found = re.search(pattern, text)
    assert found, what
    changed = text[: found.start(1)] + str(value) + text[found.end(1) :]
    path.write_text(changed, encoding="utf-8", newline="\n")


def random_edits(seed: int, count: int) -> list[tuple[str, int]]:
    """The sources that change, and their new contents."""
    generator = random.Random(seed)
    return [(generator.choice([*EDITED, "library"]), generator.randrange(2, 9)) for _ in range(count)]
