"""Whatever the reader of formulas accepts, TeX sets without an error, and shows what was written."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pypdfium2
import pytest

from backproof.diagnostic import InputError
from backproof.tex.compile import compile_document
from backproof.tex.engine import Engine, find_engine
from backproof.texts.commands import COMMANDS, ENVIRONMENTS, Command, typed_characters
from backproof.texts.formulas import formula
from backproof.texts.markdown import read
from backproof.writing.escape import using
from backproof.writing.prose import prose
from tests.backproof.typeset import document

pytestmark = pytest.mark.usefixtures("dumped")


@pytest.fixture(
    params=["embedded", *(pytest.param(name, marks=pytest.mark.slow) for name in ("lualatex", "xelatex"))]
)
def engine(request: pytest.FixtureRequest) -> Engine:
    try:
        return find_engine(request.param)
    except InputError as error:
        pytest.skip(str(error))


def arguments(command: Command) -> str:
    samples = {"math": "{x+1}", "text": "{if }", "capitals": "{R}", "rows": r"{a \\ b}"}
    return "".join(samples[kind] for kind in command.arguments)


def example(command: Command) -> Iterator[str]:
    """The command in each place where it is accepted."""
    name = f"\\{command.name}"
    if command.kind == "structure":
        return
    if command.kind == "size":
        yield rf"{name}( x {name}\rVert"
        return
    used = name + arguments(command)
    yield f"a {used} b"
    yield rf"\frac{{{used}}}{{2}}^{{{used}}}"
    if command.optional:
        yield f"{name}[n]{arguments(command)}"
    if command.kind == "operator":
        yield from (rf"{used}{limits}_{{i=1}}^n x" for limits in ("", r"\limits", r"\nolimits"))
    if command.kind == "delimiter":
        yield rf"\left{name} x \middle{name} y \right{name} \bigl{name}"
    if command.kind == "relation" and not command.latex:
        yield rf"a \not{name} b"


def environments() -> Iterator[str]:
    for one in ENVIRONMENTS.values():
        columns = min(one.most_columns or 4, 4)
        stated = "{" + "|c" * columns + "}" if one.stated else ""
        row = " & ".join("[*x"[: 1 + number] for number in range(columns))
        yield rf"\begin{{{one.name}}}{stated} {row} \\[2pt] {row} \\ [x] \\ *y \\ \end{{{one.name}}}"
        yield rf"\begin{{{one.name}}}{stated} \end{{{one.name}}}"
    yield r"\begin{array}{l|r} \hline a & b \\ \hline\hline c & d \\ \hline \end{array}"
    yield rf"\begin{{pmatrix}} {' & '.join('x' * 10)} \end{{pmatrix}}"


def every_formula() -> list[str]:
    found = [text for command in COMMANDS.values() for text in example(command)]
    found += [f"x {character} y" for character in typed_characters()]
    return [*found, *environments(), "ℝ^{n×d} ∋ x₁₂⁻¹ + Aᵀ + 𝔼 x''_i", r"x^\frac12 {}^2 _i ' \ "]


def typeset(body: str, engine: Engine, folder: Path) -> bytes:
    """Return the PDF; an error of TeX, or a character that a font lacks, raises."""
    return compile_document(engine, document(body), {}, folder).pdf


@pytest.mark.slow
def test_every_command_and_environment_is_set_in_a_line_and_displayed(engine: Engine, tmp_path: Path) -> None:
    lines = [f"$ {formula(text)} $\n\n\\shown{{{formula(text)}}}" for text in every_formula()]
    typeset("\n\n".join(lines), engine, tmp_path)


class Drawn:
    """Formulas drawn from the grammar as its documentation states it, not as the reader was written."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.symbols = [f"\\{one.name} " for one in COMMANDS.values() if not one.arguments and one.kind
                        in ("symbol", "relation", "space", "delimiter", "operator")]  # fmt: skip
        self.with_arguments = [
            one for one in COMMANDS.values() if one.arguments == ("math",) * len(one.arguments)
        ]
        self.with_arguments = [one for one in self.with_arguments if one.arguments]
        self.fences = [
            "(",
            ")",
            "[",
            "]",
            "|",
            "/",
            ".",
            "<",
            ">",
            r"\{",
            r"\}",
            r"\|",
            r"\langle ",
            r"\rVert ",
        ]

    def formula(self, depth: int) -> str:
        return " ".join(self.item(depth) for _ in range(self.random.randint(1, 3)))

    def item(self, depth: int) -> str:
        atom = self.atom(depth)
        for script in self.random.sample("^_", self.random.choice((0, 0, 1, 2))):
            atom += (
                f"{script}{{{self.formula(depth - 1)}}}"
                if depth > 0
                else f"{script}{self.random.choice('ab12')}"
            )
        return atom

    def atom(self, depth: int) -> str:
        drawn = {
            "symbol": self.symbol,
            "group": lambda depth: f"{{{self.formula(depth - 1)}}}",
            "fence": self.fence,
            "argument": self.argument,
            "rows": self.rows,
            "sized": self.sized,
        }
        kind = self.random.choice(["letter", "symbol", *drawn])
        return drawn[kind](depth) if depth > 0 and kind in drawn else self.letter()

    def letter(self) -> str:
        return self.random.choice(
            [
                *"abcxyz0123456789+-=,;:!?()[]|/<>.*@",
                # A prime belongs to what it follows: by itself, it may come behind a superscript.
                "x'",
                "α",
                "≤",
                "ℝ",
                r"\%",
                r"\text{ und ä }",
                r"\mathcal L",
                r"\not\in ",
            ]
        )

    def symbol(self, _depth: int) -> str:
        return self.random.choice(self.symbols)

    def fence(self, depth: int) -> str:
        choose = self.random.choice
        middle = (
            rf"\middle{choose(self.fences)}" + self.formula(depth - 1) if self.random.random() < 0.3 else ""
        )
        return rf"\left{choose(self.fences)} {self.formula(depth - 1)} {middle} \right{choose(self.fences)}"

    def argument(self, depth: int) -> str:
        command = self.random.choice(self.with_arguments)
        optional = f"[{self.random.randint(2, 9)}]" if command.optional and self.random.random() < 0.5 else ""
        given = "".join(f"{{{self.formula(depth - 1)}}}" for _ in command.arguments)
        return f"\\{command.name}{optional}{given}"

    def sized(self, _depth: int) -> str:
        choose = self.random.choice
        return rf"\bigl{choose(self.fences)}{choose('xyz')}\bigr{choose(self.fences)}"

    def rows(self, depth: int) -> str:
        one = self.random.choice(list(ENVIRONMENTS.values()))
        columns = self.random.randint(1, min(one.most_columns or 3, 3))
        stated = "{" + "c" * columns + "}" if one.stated else ""
        row = [" & ".join(self.formula(depth - 1) for _ in range(columns)) for _ in range(2)]
        return rf"\begin{{{one.name}}}{stated}" + r" \\ ".join(row) + rf"\end{{{one.name}}}"


LONG = "+".join("abcdefghijklmnopqrstuvwxyz" * 2)
TEXT = rf"""
A table:

| name | {"what it is, in words, " * 6} |
|:-----|:-----|
| $x$  | {"words and " * 20}, $\frac{{{LONG}}}{{2}}$ |

| a | b |
|---|--:|
| 1 | 2 |

In a line $\left({LONG}\right)$ and
$$\left({LONG} \middle| {LONG}\right)$$
goes on.

3. three
   - [x] a bullet with `code_#%&{{}}` and [a link](https://example.org/~a_b%20c#d&e)
     1. deep
        - deeper

> quoted
>
> ```python
> x = 1
> ```
"""


def test_a_text_is_never_wider_than_the_page_allows(engine: Engine, tmp_path: Path) -> None:
    with using(engine.repertoire):
        source = document(prose(read(TEXT)), r"\parindent=0pt")
    with pypdfium2.PdfDocument(compile_document(engine, source, {}, tmp_path).pdf) as opened:
        rights = [thing.get_bounds()[2] for page in opened for thing in page.get_objects()]
        shown = " ".join(page.get_textpage().get_text_range() for page in opened)
        margin = 72 / 2.54
        assert max(rights) <= opened[0].get_width() - margin + 1
    assert "code_#%&{}" in shown
    assert "deeper" in shown


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("seed", range(6))
def test_drawn_formulas_are_accepted_and_set(seed: int, tmp_path: Path) -> None:
    drawn = Drawn(seed)
    formulas = [formula(drawn.formula(3)) for _ in range(120)]
    body = "\n\n".join(rf"\setbox0\hbox{{${text}$}}\setbox0\vbox{{\shown{{{text}}}}}" for text in formulas)
    # A formula higher than a page is no fault of its text: boxes have no pages.
    body += "x"
    typeset(body, find_engine(), tmp_path)
