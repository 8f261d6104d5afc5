"""A term file is read completely or refused with one line that names the position of the fault."""

import datetime
import pickle
from pathlib import Path
from typing import Any

import pytest

from backproof.diagnostic import Diagnostic, InputError
from backproof.terms.loading import find, load, terms
from backproof.terms.reading import Data
from backproof.terms.term import Term
from backproof.writing.numerals import decimal

TERMS = Path(__file__).parents[3] / "solutions" / "terms"
SOLVERS = ("chain", "network", "dimension")

FILE = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-09-22T23:59:00
points = 30
functions = ["phi(t) = log(1 + exp(t))"]

[author]
name = "王小明"
id = "123"

[[questions]]
id = "q1"
solver = "chain"
title = "Chain"
points = 20
outer = "f(y) = y**4"
shapes = { x = "d", y = "" }

[[questions]]
id = "q2"
solver = "dimension"
title = "Dimension"

[[questions.parts]]
id = "q2a"
title = "Span"
points = 4
span = [
  [1, -2],
  [2, 3],
]

[[questions.parts]]
id = "q2b"
title = "Null space"
points = 6
null_space = [[1, 3], [2, 1]]
"""


def read(folder: Path, text: str | bytes = FILE, name: str = "2025-fall", **options: Any) -> Term:
    path = folder / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    options = {
        "solvers": SOLVERS,
        "environment": {},
        "author_file": folder / "author" / "author.toml",
    } | options
    return load(path, **options)


def fault(folder: Path, text: str | bytes, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, text, **options)
    assert len(caught.value.diagnostics) == 1
    return str(caught.value.diagnostics[0]).replace(f"{folder.as_posix()}/", "")


class Chain(Data, frozen=True, kw_only=True):
    outer: str
    shapes: dict[str, str]
    layers: int = 2


def test_a_term(tmp_path: Path) -> None:
    term = read(tmp_path)
    assert (term.name, term.course, term.due) == ("2025-fall", "C1", datetime.datetime(2025, 9, 22, 23, 59))
    assert term.answer_ids == ("q1", "q2a", "q2b")
    assert [question.points for question in term.questions] == [20, 10]
    assert [part.label for part in term.questions[1].parts] == ["a", "b"]
    assert term.questions[1].part("q2b").data == {"null_space": [[1, 3], [2, 1]]}
    assert term.questions[0].data_as(Chain) == Chain(outer="f(y) = y**4", shapes={"x": "d", "y": ""})
    assert term.author.name == "王小明"
    assert not term.author.is_placeholder
    assert pickle.loads(pickle.dumps(term)) == term


def test_a_question_without_an_id_is_called_by_its_number(tmp_path: Path) -> None:
    unnamed = FILE.replace('id = "q1"\n', "").replace('id = "q2"\n', "number = 7\n")
    assert [question.id for question in read(tmp_path, unnamed).questions] == ["q1", "q7"]
    taken = FILE.replace('id = "q1"\n', "").replace('id = "q2"', 'id = "q1"')
    assert fault(tmp_path, taken).startswith("2025-fall.toml:20:1: error: the id 'q1' is taken")


def test_the_shipped_terms_are_read(tmp_path: Path) -> None:
    for path in TERMS.glob("*.toml"):
        term = load(path, environment={}, author_file=tmp_path / "none")
        assert term.author.is_placeholder
        assert term.points == sum(question.points for question in term.questions if not question.bonus)


def test_sums_of_points_are_those_of_their_decimals(tmp_path: Path) -> None:
    """In floating point, 0.1 + 0.2 is not 0.3, and the page that states 0.3 would be found wrong."""
    text = FILE.replace("points = 4", "points = 0.1").replace("points = 6", "points = 0.2")
    term = read(tmp_path, text.replace("points = 30", "points = 20.3"))
    assert (term.questions[1].points, term.points) == (0.3, 20.3)
    assert [decimal(value) for value in (0.3, 20, 12.125, 0, 1e8)] == [
        "0.3",
        "20",
        "12.125",
        "0",
        "100000000",
    ]


def test_this_assignment_offers_110_points_of_which_100_count() -> None:
    term = load(TERMS / "2025-fall.toml")
    assert (term.points, term.maximum) == (110, 100)
    assert term.answer_ids == (
        "q1",
        *("q2a", "q2b"),
        *("q3a", "q3b", "q3c"),
        *("q4a", "q4b", "q4c", "q4d", "q4e"),
    )


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        (
            "title = ",
            "titel = ",
            "3:1: error: unknown key 'titel'; expected one of course, assignment, title,",
        ),
        ("title = ", "titel = ", "(did you mean 'title'?)"),
        ('course = "C1"\n', "", "1:1: error: key 'course' is missing"),
        (
            "assignment = 1",
            'assignment = "one"',
            "2:1: error: 'assignment' is text in quotes; expected a whole",
        ),
        ("assignment = 1", "assignment = true", "'assignment' is true or false; expected a whole number"),
        (
            "2025-09-22T23:59:00",
            "2025-09-22",
            "4:1: error: 'due' is a date; expected a date and time such as",
        ),
        ("2025-09-22T23:59:00", '"tomorrow"', "4:1: error: 'due' is not a date; expected a date and time"),
        (
            "2025-09-22T23:59:00",
            "2025-02-30T23:59:00",
            "4:7: error: not TOML: invalid date or datetime (dates are",
        ),
        ("points = 30", "points = 29", "5:1: error: 'points' is 29; expected 30 (the sum of q1 20, q2 10)"),
        ("points = 30", "points = -1", "5:1: error: 'points' is out of range; expected a number >= 0.0"),
        ("points = 30", "points = inf", "5:1: error: 'points' is out of range"),
        ('["phi(t)', '[1, "phi(t)', "6:14: error: 'functions'[0] is a whole number; expected text in quotes"),
        ('id = "123"', "id = 123", "10:1: error: 'id' is a whole number; expected text in quotes"),
        (
            'id = "123"',
            'nid = "123"',
            "10:1: error: unknown key 'nid'; expected one of name, id (did you mean",
        ),
        (
            'id = "q1"',
            'id = "1 q"',
            "13:1: error: 'id' is not of the right form; expected text",
        ),
        ('id = "q1"', 'id = "q2b"', "35:1: error: the id 'q2b' is taken; expected another (see line 13)"),
        ('id = "q2"', 'id = "q1"', "21:1: error: the id 'q1' is taken"),
        (
            '"dimension"',
            '"dimensoin"',
            "22:1: error: there is no solver 'dimensoin'; expected chain, dimension, network, or kind =",
        ),
        ('"dimension"', '"dimensoin"', "(did you mean 'dimension'?)"),
        (
            'solver = "chain"',
            'knd = "gradient"',
            "14:1: error: key 'kind' is missing (did you mean 'kind'?)",
        ),
        ('solver = "chain"', 'kind = "gradint"', "14:1: error: there is no kind 'gradint'; expected one of"),
        ('solver = "chain"', 'kind = "gradint"', "(did you mean 'gradient'?)"),
        (
            'solver = "chain"',
            'kind = ""',
            "14:1: error: there is no kind ''; expected one of backpropagation, composition",
        ),
        ('solver = "chain"', 'solver = ""', "14:1: error: there is no solver ''; expected chain, dimension"),
        ('solver = "chain"', "kind = 3", "14:1: error: 'kind' is a whole number; expected text in quotes"),
        ('solver = "chain"', 'kind = "shared"', "14:1: error: there is no kind 'shared'; expected one of"),
        ('solver = "chain"', 'kind = "Gradient"', "(did you mean 'gradient'?)"),
        ('solver = "chain"', 'kind = "chain"', '(write solver = "chain")'),
        ('solver = "chain"', 'solver = "gradient"', '(write kind = "gradient")'),
        ('solver = "chain"', 'solver = "q1_chain_rule"', "or kind = one of backpropagation, composition"),
        (
            'solver = "chain"',
            'solver = "chain"\nkind = "gradient"',
            "14:1: error: question 'q1' has both a kind and a solver; expected one of them",
        ),
        ('title = "Span"\n', "", "25:1: error: key 'title' is missing"),
        ("points = 30", "points = 30.00001", "5:1: error: 'points' is 30.00001; expected at most 4 decimals"),
        ("points = 4", "points = 1e-320", "28:1: error: 'points' is 1e-320; expected at most 4 decimals"),
        ("points = 4", 'points = "4"', "28:1: error: 'points' is text in quotes; expected a number"),
        ("points = 4", "points = 5", "5:1: error: 'points' is 30; expected 31"),
        ("points = 20\n", "", "12:1: error: question 'q1' has neither points nor parts"),
        ('title = "Dimension"', 'title = "D"\npoints = 9', "24:1: error: 'points' is 9; expected 10"),
        ("  [2, 3]", "  [2, 3, 4]", "31:3: error: row 2 of 'span' has 3 entries; expected 2, as in row 1"),
        ("[[1, 3], [2, 1]]", "[[1, 3], [2]]", "38:23: error: row 2 of 'null_space' has 1 entry; expected 2"),
        (
            "[[1, 3], [2, 1]]",
            "[[]]",
            "38:15: error: row 1 of 'null_space' has 0 entries; expected at least one",
        ),
        ('title = "Sheet"', 'title = "Sheet', "3:15: error: not TOML: illegal character '\\n'"),
        ('title = "Sheet"', 'title = "A"\ntitle = "B"', "4:12: error: not TOML: cannot overwrite a value"),
        ("[[1, 3], [2, 1]]", "[" * 9000, "lists or tables are nested too deeply"),
        ("[[1, 3], [2, 1]]", "[[1, 3], [2", "38:25: error: not TOML: unclosed array"),
    ],
)
def test_a_fault_is_reported_with_its_position(
    tmp_path: Path, written: str, instead: str, message: str
) -> None:
    assert FILE.count(written) >= 1
    reported = fault(tmp_path, FILE.replace(written, instead, 1))
    assert reported.startswith("2025-fall.toml:")
    assert message in reported


def test_no_questions(tmp_path: Path) -> None:
    head = FILE[: FILE.index("[[questions]]")].replace("points = 30\n", "")
    assert fault(tmp_path, head) == "2025-fall.toml:1:1: error: key 'questions' is missing"
    assert "2025-fall.toml:1:1: error: there are no questions" in fault(tmp_path, "questions = []\n" + head)
    empty = FILE[: FILE.index("[[questions.parts]]")] + "parts = []\n"
    assert "25:1: error: question 'q2' has an empty list of parts" in fault(tmp_path, empty)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            b"course = 'x'\ntitle = '\xff'",
            "2025-fall.toml:2:10: error: byte 0xff is not UTF-8 (save the file as",
        ),
        (b"\xef\xbb\xbf" + FILE.encode(), "1:1: error: the file begins with the byte order mark of UTF-8"),
        (FILE.encode("utf-16"), "1:1: error: the file begins with the byte order mark of UTF-16"),
    ],
)
def test_a_file_in_another_encoding(tmp_path: Path, raw: bytes, message: str) -> None:
    assert message in fault(tmp_path, raw)


def test_a_file_with_windows_line_ends_is_the_same_file(tmp_path: Path) -> None:
    assert read(tmp_path, FILE.replace("\n", "\r\n")).answer_ids == read(tmp_path).answer_ids


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        load(tmp_path / "none.toml", solvers=SOLVERS)


class Layer(Data, frozen=True, kw_only=True):
    size: int


class Nested(Data, frozen=True, kw_only=True):
    outer: str
    layers: list[Layer]
    shapes: dict[str, str | list[int]]


@pytest.mark.parametrize(
    ("kind", "written", "instead", "message"),
    [
        (
            Chain,
            "outer =",
            "outter =",
            "17:1: error: unknown key 'outter'; expected one of outer, shapes, layers",
        ),
        (Chain, "outer =", "outter =", "(did you mean 'outer'?)"),
        (Chain, 'outer = "f(y) = y**4"\n', "", "12:1: error: key 'outer' is missing"),
        (Chain, 'y = ""', "y = 1", "18:21: error: 'y' is a whole number; expected text in quotes"),
        (
            Chain,
            '{ x = "d", y = "" }',
            '"d"',
            "18:1: error: 'shapes' is text in quotes; expected a table in { }",
        ),
        (
            Nested,
            "shapes",
            "layers = [{ size = 1 }, { sise = 2 }]\nshapes",
            "18:27: error: unknown key 'sise'",
        ),
        (Nested, "shapes", "layers = [{ size = 1 }, { sise = 2 }]\nshapes", "(did you mean 'size'?)"),
        (Nested, "shapes", "layers = [{ size = 1 }, {}]\nshapes", "18:25: error: key 'size' is missing"),
        (Nested, 'y = ""', 'y = [1, "k"]', "19:29: error: 'y'[1] is text in quotes; expected a whole number"),
    ],
)
def test_a_fault_in_a_solvers_data(
    tmp_path: Path, kind: type[Data], written: str, instead: str, message: str
) -> None:
    text = FILE.replace(written, instead, 1)
    if kind is Nested and "layers" not in instead:
        text = text.replace("shapes", "layers = []\nshapes")
    question = read(tmp_path, text).questions[0]
    with pytest.raises(InputError) as caught:
        question.data_as(kind)
    assert message in str(caught.value)


def test_a_fault_inside_an_expression_is_reported_at_its_position_in_the_file(tmp_path: Path) -> None:
    question = read(tmp_path).questions[0]
    with pytest.raises(InputError) as caught, question.locating("outer"):
        raise InputError(Diagnostic("unknown name 'y'", line=1, column=8))
    (found,) = caught.value.diagnostics
    assert (found.line, found.column, found.source) == (17, 17, 'outer = "f(y) = y**4"')
    assert found.source[found.column - 1 :] == 'y**4"'


@pytest.mark.parametrize(
    ("written", "line", "column", "source"),
    [
        ('"""\nf(y) =\\u0020y;\n  bad"""', 19, 3, '  bad"""'),
        ('"f(y) =\\u0020y;\\n  bad"', 17, 28, 'outer = "f(y) =\\u0020y;\\n  bad"'),
        ("'''f(y) = y;\n  bad'''", 18, 3, "  bad'''"),
    ],
)
def test_a_fault_on_the_second_line_of_an_expression(
    tmp_path: Path, written: str, line: int, column: int, source: str
) -> None:
    question = read(tmp_path, FILE.replace('"f(y) = y**4"', written)).questions[0]
    with pytest.raises(InputError) as caught, question.locating("outer"):
        raise InputError(Diagnostic("unknown name 'bad'", line=2, column=3))
    (found,) = caught.value.diagnostics
    assert (found.line, found.column, found.source) == (line, column, source)
    assert source[column - 1 :].startswith("bad")


def test_a_fault_that_names_its_file_is_not_moved(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught, read(tmp_path).locating("functions", 0):
        raise InputError(Diagnostic("bad script", file="script.py", line=3))
    assert caught.value.diagnostics[0].where == "script.py:3"


def test_the_author_may_be_stated_outside_the_term_file(tmp_path: Path) -> None:
    file = tmp_path / "author.toml"
    file.write_text('name = "Łukasz"\n', encoding="utf-8")
    term = read(tmp_path, author_file=file)
    assert (term.author.name, term.author.id) == ("Łukasz", "123")
    term = read(
        tmp_path, author_file=file, environment={"BACKPROOF_AUTHOR_NAME": "Ada", "BACKPROOF_AUTHOR_ID": "7"}
    )
    assert (term.author.name, term.author.id) == ("Ada", "7")
    file.write_text("nam = 'x'", encoding="utf-8")
    reported = fault(tmp_path, FILE, author_file=file)
    assert (
        reported
        == "author.toml:1:1: error: unknown key 'nam'; expected one of name, id (did you mean 'name'?)"
    )


@pytest.mark.parametrize(
    ("name", "id", "placeholder"), [("Student Name", "1", 1), ("A", "000", 1), ("A", "1", 0)]
)
def test_the_placeholder_is_no_author(tmp_path: Path, name: str, id: str, placeholder: int) -> None:
    term = read(tmp_path, environment={"BACKPROOF_AUTHOR_NAME": name, "BACKPROOF_AUTHOR_ID": id})
    assert term.author.is_placeholder == bool(placeholder)


def test_the_newest_term_is_the_last_by_due_date(tmp_path: Path) -> None:
    read(tmp_path, FILE, name="z-old")
    read(tmp_path, FILE.replace("2025-09-22T23:59:00", "2026-01-01T12:00:00+08:00"), name="a-new")
    options: dict[str, Any] = {"solvers": SOLVERS, "environment": {}, "author_file": tmp_path / "none"}
    assert [term.name for term in terms(tmp_path, **options)] == ["z-old", "a-new"]
    assert find(None, tmp_path, **options).name == "a-new"
    assert find("z-old", tmp_path, **options).name == "z-old"
    with pytest.raises(
        InputError, match=r"no term 'z-odl'.*expected one of a-new, z-old \(did you mean 'z-old'"
    ):
        find("z-odl", tmp_path, **options)
    with pytest.raises(InputError, match="there is no term file here"):
        terms(tmp_path / "empty", **options)


@pytest.mark.parametrize(
    "head", [f"x = {'[' * 5000}{']' * 5000}", f"x{'.a' * 30_000} = 1", f"x = {'9' * 5000}"]
)
def test_a_head_that_is_too_deep_or_too_long_is_told_when_the_newest_is_sought(
    tmp_path: Path, head: str
) -> None:
    (tmp_path / "a.toml").write_text(f"{head}\n{FILE}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        find(None, tmp_path, solvers=SOLVERS, environment={}, author_file=tmp_path / "none")
    assert caught.value.diagnostics[0].line == 1


def test_a_module_in_another_encoding_is_no_concern_of_the_term(tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_bytes("# Größe\n".encode("latin-1"))
    (tmp_path / "own.py").write_bytes("# é\n\ndef solve(question, term): ...\n".encode())
    file = tmp_path / "own.toml"
    file.write_text(
        'course = "X"\nassignment = 1\ntitle = "T"\ndue = 2026-01-01T00:00:00\n'
        '[[questions]]\nid = "q"\nsolver = "own"\ntitle = "T"\npoints = 1\n',
        encoding="utf-8",
    )
    assert load(file, folder=tmp_path).questions[0].solver == "own"
