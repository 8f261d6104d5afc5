"""A homework of one part, for classes that are made in a moment."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
TERM, VARIED = "small", "varied"
FILES = {
    "class_answers/__init__.py": """
from pathlib import Path
from backproof.terms.folder import TermFolder

_folder = TermFolder(Path(__file__).parent, __name__)
load, terms, newest = _folder.load, _folder.terms, _folder.newest
solve, solver_modules = _folder.solve, _folder.solver_modules
""",
    "class_art/__init__.py": """
from backproof.drawing.package import FigurePackage

_package = FigurePackage(__name__)
draw, figure_module, palette = _package.draw, _package.figure_module, _package.palette
""",
    "build.py": """
import os
from backproof import entry
if __name__ == "__main__":
    entry.run(os.path.dirname(os.path.abspath(__file__)), solutions="class_answers", figures="class_art")
""",
    f"class_answers/terms/{TERM}.toml": """
course = "TEST"
assignment = 1
title = "Small"
due = 2031-01-01T00:00:00

[[questions]]
id = "q1"
title = "A derivative"

[[questions.parts]]
id = "q1a"
kind = "derivative"
title = "Square"
points = 1
definition = "f = x**2"
wrt = ["x"]
shapes = { x = "" }
""",
}
FILES[f"class_answers/terms/{VARIED}.toml"] = (
    FILES[f"class_answers/terms/{TERM}.toml"].replace("x**2", "x**{{ power }}").replace("2031", "2030")
    + """
[variants.values]
power = { recipe = "integer", low = 3, high = 40 }
[variants.difficulty]
numbers = 50
"""
)


def create(root: Path) -> Path:
    """Write the homework, and return its folder."""
    for name, text in FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip(), encoding="utf-8", newline="\n")
    return root


def roster(root: Path, *names: str) -> Path:
    """Write a roster of students s1, s2, ... of these names."""
    rows = [f's{number},"{name}"' for number, name in enumerate(names, start=1)]
    file = root / "roster.csv"
    file.write_text("\n".join(["id,name", *rows]) + "\n", encoding="utf-8")
    return file
