"""Terms with [variants]: what their texts become, and where their faults are told."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from backproof.diagnostic import InputError
from backproof.terms.loading import load
from backproof.terms.reading import read
from backproof.variants.template import Template, template_of

HEAD = """\
course = "M1"
assignment = 1
title = "For {{ who }}"
due = 2025-03-10T18:00:00
seed = "{{ seed }}"

[variants.values]
seed = { recipe = "seed" }
who = { recipe = "choice", among = ['O"Neil', "Zoë"] }
A = { recipe = "matrix", rows = 2, columns = 3 }
n = { recipe = "integer", low = -3, high = -3 }
set = { recipe = "choice", among = [{ about = "cars", points = [1, 2] }] }
x = { recipe = "choice", among = ["u"] }

[variants.difficulty]
numbers = 3

[[questions]]
id = "q"
title = "Q"

[[questions.parts]]
kind = "dimension"
points = 1
column_space = "{{ A }}"
statement = 'Of {{ A | latex }}, {{ set.about }} {{ set.points.1 }}, x {{ n | signed }}, {{n|text}}: $BRACES$'
remark = \"\"\"
Two
lines for {{ who }}.\"\"\"

[questions.parts.named]
"{{ x }}" = "{{ set.points }}"
"""


# No kind has the table "named", which is there for its key.
WITHOUT_KEYS = HEAD.partition("\n[questions.parts.named]")[0].replace(
    'x = { recipe = "choice", among = ["u"] }\n', ""
)


def template(folder: Path, text: str) -> Template:
    path = folder / "terms" / "sheet.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    source, content = read(path)
    return template_of("sheet", source, content)


def content(found: Template, **instead: Any) -> dict[str, Any]:
    return tomllib.loads(found.text(found.values(7, {}) | instead))


def test_values_keep_their_type_or_stand_within_a_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'a'"):
        template(tmp_path, HEAD.replace("BRACES", "\\frac{{a}}{b}"))
    found = template(tmp_path, HEAD.replace("BRACES", "\\frac{ {a} }{b}"))
    rows = [[1, -2, 3], [4, 5, 6]]
    values = content(found, A=rows, who='O"Neil', seed=5)
    part = values["questions"][0]["parts"][0]
    assert values["seed"] == 5
    assert values["title"] == 'For O"Neil'
    assert part["column_space"] == rows
    assert part["statement"] == (
        r"Of \begin{pmatrix} 1 & -2 & 3 \\ 4 & 5 & 6 \end{pmatrix}, cars 2, x - 3, -3: $\frac{ {a} }{b}$"
    )
    assert part["remark"] == 'Two\nlines for O"Neil.'
    assert part["named"] == {"u": [1, 2]}
    assert "variants" not in values


def test_every_line_of_a_variant_is_that_of_its_term(tmp_path: Path) -> None:
    text = HEAD
    found = template(tmp_path, text)
    written = found.text(found.values(3, {})).split("\n")
    stated = text.split("\n")
    assert len(written) == len(stated)
    inside = range(stated.index("[variants.values]"), stated.index("numbers = 3") + 1)
    for number, (line, before) in enumerate(zip(written, stated, strict=True)):
        assert line == ("" if number in inside else line)
        assert "{{" in before or number in inside or line == before


def test_a_term_that_varies_is_loaded_as_its_reference(tmp_path: Path) -> None:
    found = template(tmp_path, WITHOUT_KEYS)
    term = load(tmp_path / "terms" / "sheet.toml")
    values = found.values(0, {})
    assert term.seed == values["seed"]
    assert term.questions[0].parts[0].data["column_space"] == values["A"]


def test_each_value_has_numbers_of_its_own(tmp_path: Path) -> None:
    found = template(tmp_path, HEAD)
    first = found.values("s1", {})
    assert found.values("s1", {}) == first
    again = found.values("s1", {"A": 1})
    assert again["A"] != first["A"]
    assert {**again, "A": 0} == {**first, "A": 0}
    assert len({str(found.values(seed, {})["A"]) for seed in range(20)}) == 20


FAULTS = [
    ('"{{ A }}"', '"{{ B }}"', "column_space", "no value 'B'"),
    ("| signed", "| sign", "Of ", "'sign' is no form"),
    ("set.about", "set.abuot", "Of ", "no entry 'abuot'"),
    ("set.points.1", "set.points.2", "Of ", "no entry '2'"),
    ("set.points.1 ", "set ", "Of ", "the table 'set'"),
    ("{{ n | signed }}", "{{ who | signed }}", "Of ", "no sign"),
    ("columns = 3", "colums = 3", "A =", "unknown key 'colums'"),
    ("columns = 3", "columns = 30", "A =", "'columns' is out of range"),
    ("columns = 3", "columns = 3, rank = 3", "A =", "the rank 3"),
    ("columns = 3", "columns = 3, symmetric = true", "A =", "'symmetric' is asked of 2 rows and 3"),
    ("rows = 2, columns = 3", "rows = 2", "A =", "the size is not stated once"),
    ("rows = 2, columns = 3", "rows = 2, columns = 3, size = 2", "A =", "the size is not stated once"),
    ("rows = 2, columns = 3", "size = 3, eigenvalues = [1, 2]", "A =", "2 eigenvalues"),
    (
        "rows = 2, columns = 3",
        "size = 3, orthogonal_columns = true, zeros = 0, within = 1",
        "A =",
        "keeps to the recipe of 'A'",
    ),
    ('"matrix"', '"matrx"', "A =", "'matrx' is no recipe"),
    ("low = -3", "low = 3", "n =", "no whole number"),
    ("numbers = 3", "numbers = 0", "numbers", "'numbers' is out of range"),
    ("numbers = 3", "numerals = 3", "numerals", "unknown key 'numerals'"),
    ("n|text", "n", "Of ", None),
    ("x {{ n | signed }}, {{n|text}}", "x", "n =", "used nowhere"),
    ('x = { recipe = "choice"', 'x = { recipe = "image", of = "B"', "x =", "unknown key 'among'"),
    ('"choice", among = ["u"]', '"image", of = "B"', "x =", "no matrix 'B'"),
    ('"choice", among = ["u"]', '"sample", among = ["u"], count = 2', "x =", "2 items"),
]


@pytest.mark.parametrize(("written", "instead", "line", "message"), FAULTS)
def test_faults_are_told_at_the_line_of_the_term(
    tmp_path: Path, written: str, instead: str, line: str, message: str | None
) -> None:
    text = HEAD
    assert written in text
    text = text.replace(written, instead, 1)
    if message is None:
        content(template(tmp_path, text))
        return
    with pytest.raises(InputError) as raised:
        content(template(tmp_path, text))
    (fault,) = raised.value.diagnostics
    assert message in fault.message
    assert line in text.split("\n")[(fault.line or 0) - 1]


def test_a_fault_of_a_drawn_value_is_told_at_the_line_that_refers_to_it(tmp_path: Path) -> None:
    text = WITHOUT_KEYS
    path = tmp_path / "terms" / "sheet.toml"
    template(tmp_path, text.replace("points = 1\n", 'points = "{{ n }}"\n'))
    with pytest.raises(InputError) as raised:
        load(path)
    (fault,) = raised.value.diagnostics
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[(fault.line or 0) - 1] == 'points = "{{ n }}"'
    assert fault.file
    assert fault.file.endswith("sheet.toml")
