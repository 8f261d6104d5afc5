"""Each broken template of tests/tex_cases stands beside the exact words that its author gets to read.

`python -m tests.backproof.faults.test_tex_cases` writes those words anew; read the difference before you
commit it.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.faults.explain import explain
from backproof.tex.compile import DocumentError, compile_document
from backproof.tex.engine import find_engine
from backproof.writing.render import environment, render

FOLDER = Path(__file__).parents[2] / "tex_cases"
CASES = sorted(path.name.removesuffix(".tex.j2") for path in FOLDER.glob("[!_]*.tex.j2"))


@dataclass(frozen=True)
class Step:
    rule: str
    latex: Latex


@dataclass(frozen=True)
class Answer:
    latex: Latex
    good_latex: Latex
    raw: Latex
    text: str
    steps: tuple[Step, ...]


STEPS = (
    Step("sum", Latex("z = x")),
    Step("chain", Latex(r"y = \nosuchmacro z")),
    Step("rule", Latex("q = y")),
)
CONTEXT = {
    "answer": Answer(
        Latex(r"\frac{\nosuchmacro}{2}"), Latex(r"\frac{1}{2}"), Latex(r"\nosuchmacro"), "1/2", STEPS
    ),
    "matrix_latex": Latex("\\begin{bmatrix}\n  1 & 2 \\\\\n  3 & \\nosuchmacro\n\\end{bmatrix}"),
    "author": "Wang 小明",
}


def told(case: str, folder: Path) -> tuple[Diagnostic, ...]:
    """Return the diagnostics for the author of this template."""
    env = environment([FOLDER])
    try:
        rendered = render(env, f"{case}.tex.j2", CONTEXT)
    except InputError as error:
        return error.diagnostics
    try:
        entries = compile_document(find_engine(), rendered.text, {}, folder).warnings
    except DocumentError as error:
        entries = error.entries
    return explain(entries, env, rendered, CONTEXT)


def shown(diagnostics: tuple[Diagnostic, ...]) -> str:
    """The words as a terminal shows them: the fault, the source line, a caret, a hint, the notes."""
    lines = []
    for fault in diagnostics:
        file = Path(fault.file).name if fault.file else ""
        place = ":".join(str(part) for part in (file, fault.line, fault.column) if part)
        lines.append(f"{place}: {fault.severity}: {fault.message}")
        if fault.source is not None:
            lines.append(f"    {fault.source}")
        if fault.column is not None:
            lines.append(" " * (fault.column + 3) + "^")
        lines += [f"  hint: {fault.hint}"] if fault.hint else []
        lines += [
            f"  note: {note.replace(str(FOLDER) + '/', '').replace('tests/tex_cases/', '')}"
            for note in fault.notes
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


@pytest.mark.sample(1)
@pytest.mark.parametrize("case", CASES)
def test_the_author_is_told(case: str, formats: Path) -> None:
    assert shown(told(case, formats)) == (FOLDER / f"{case}.txt").read_text(encoding="utf-8")


def test_there_are_enough_cases_and_no_words_without_one() -> None:
    assert len(CASES) >= 60
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == CASES


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for name in CASES:
            (FOLDER / f"{name}.txt").write_text(shown(told(name, Path(scratch))), encoding="utf-8")
