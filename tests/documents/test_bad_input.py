"""Bad input: one line that says where, what was expected and what to do; nothing in out/ is touched."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import solutions
from backproof import cli
from backproof.diagnostic import Diagnostic, InputError
from backproof.homework import of_packages
from backproof.terms.loading import find
from tests.conftest import ROOT, Checkout

TERM = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")

NAMED = 'arguments = ["x", "y", "W1", "W2"]'
AGREED = 'where = { x = "phi(x)", W1 = "a.T", W2 = "b" }'
IN_SOLUTIONS = ["names no script", "a Python file in solutions/"]


def arguments(new: str, *words: str) -> tuple[str, str, str, list[str]]:
    return NAMED, f"arguments = {new}", "arguments = ", list(words)


# What the term says of the script, what is wrong with it, the line it is told at, and words of the message.
SCRIPT_FAULTS_IN_THE_TERM = [
    arguments('["x", "y", "W1", "W3"]', ":30: error", "'W3' is not a variable", "each of x, y, W1, W2 once"),
    arguments('["x", "y", "W1", "w2"]', "'w2' is not a variable", "did you mean 'W2'?"),
    arguments('["x", "y", "W1", "z"]', "'z' is not a variable"),
    arguments('["x", "y", "W1", ""]', "'' is not a variable"),
    arguments('["x", "y", "W1"]', "'W2' is missing"),
    arguments("[]", "'x' is missing"),
    arguments('["x", "y", "W1", "W1"]', ":30: error", "'W1' is listed twice", "'W2' is missing"),
    arguments('["x", "y", "W1", "W2", "W2"]', "'W2' is listed twice"),
    arguments('["x", "y", "W2", "W1"]', ":24: error", "'W2' is number 3 here", "expected x, y, W1, W2"),
    arguments('["y", "x", "W1", "W2"]', "'y' is number 1 here"),
    arguments("{ x = 1 }", "is a table in { }", "a list in [ ]"),
    arguments('["x", "y", "W1", 2]', "'arguments'[3] is a whole number"),
    ('function = "compute_gradients"', 'function = "SEED"', "function = ", ["there is no function 'SEED'"]),
    ('function = "compute_gradients"', 'function = ""', "function = ", ["there is no function ''"]),
    ('function = "compute_gradients"', 'function = "phi"', NAMED, ["given 4 arguments", "phi(t)"]),
    ('script = "Q3_AIE6001_A1.py"', 'script = "Q3.py"', "script = ", ["there is no script solutions/Q3.py"]),
    ('script = "Q3_AIE6001_A1.py"', 'script = "terms"', "script = ", IN_SOLUTIONS),
    ('script = "Q3_AIE6001_A1.py"', 'script = "../build.py"', "script = ", IN_SOLUTIONS),
    ('script = "Q3_AIE6001_A1.py"', 'script = "/etc/passwd"', "script = ", IN_SOLUTIONS),
    ('script = "Q3_AIE6001_A1.py"', 'script = "a\\u0000b.py"', "script = ", IN_SOLUTIONS),
    ("fill = true", 'fill = true\nlarge_values = "warning"', "large_values = ", ["did you mean 'warn'?"]),
    ("seconds = 20", "seconds = -1", "seconds = ", ["out of range", "a number > 0"]),
    (AGREED, AGREED.replace("x =", "X ="), "where = ", ["'X' is not a variable", "expected one of"]),
    (AGREED, AGREED.replace("a.T", "a"), "where = ", ["'W1' does not fit", "p would be d"]),
    (AGREED, AGREED.replace('x = "phi(x)", ', ""), "where = ", ["'x' does not fit", "'x' is not set"]),
    ('match = { W1 = "a"', 'match = { W3 = "a"', "match = ", ["'W3' is not a weight", "one of W1, W2"]),
    ('match = { W1 = "a"', 'match = { W1 = "c"', "match = ", ["'c' is not a variable", "one of x, a, b"]),
    ('loss = "(y - q)**2"', 'loss = "(y - p)**2"', "loss = ", ["unknown name 'p'"]),
]  # fmt: skip

DEEP = "x = " + "[" * 40 + "]" * 40
# Fields that were once taken as they stood, and their bounds.
BEYOND_THEIR_BOUNDS = [
    ('course = "AIE6001"', 'course = "../../AIE"', "course = ", ["part of a file's name"]),
    ('course = "AIE6001"', 'course = "A\\nB"', "course = ", ["in one line"]),
    ('course = "AIE6001"', 'course = "A\\u0007B"', "course = ", ["in one line"]),
    ('course = "AIE6001"', 'course = "A\\\\B"', "course = ", ["part of a file's name"]),
    ('title = "Chain Rule"', f'title = "{"a" * 20_000}"', 'title = "aaa', ["too long", "300 characters"]),
    ("assignment = 1", "assignment = -1", "assignment = ", [">= 0"]),
    ("assignment = 1", f"assignment = {10**30}", "assignment = ", ["<= 999"]),
    ("seed = 20250922", "seed = -5", "seed = ", [">= 0"]),
    ("seed = 20250922", f"seed = {2**32}", "seed = ", ["out of range"]),
    ("due = 2025", "due = 0001", "due = ", ["in the year 1", "1971 to 2199"]),
    ("due = 2025", "due = 9999", "due = ", ["in the year 9999"]),
    ("maximum = 100", "maximum = 111", "maximum = ", ["all questions earn 110"]),
    ("maximum = 100", "maximum = nan", "maximum = ", ["out of range"]),
    ("relu_at_zero = 0.5", "relu_at_zero = nan", "relu_at_zero = ", ["0, 0.5 or 1"]),
    ('id = "q1"\n', 'id = "q1"\nnumber = 0\n', "number = ", [">= 1"]),
    ('id = "q1"\n', 'id = "q1\\n"\n', 'id = "q1', ["of the right form"]),
    ('id = "q2a"\n', f'id = "q2a"\nlabel = "{"a" * 500}"\n', "label = ", ["20 characters"]),
    ("memory_mb = 1024", f"memory_mb = {10**12}", "memory_mb = ", ["<= 65536"]),
    ("output_kb = 64", f"output_kb = {10**12}", "output_kb = ", ["<= 4096"]),
    ("seconds = 20", "seconds = inf", "seconds = ", ["<= 3600"]),
    ("seconds = 20", "seconds = nan", "seconds = ", ["> 0"]),
    ('weights = ["a", "b"]', 'weights = ["a", "c"]', "weights = ", ["'c' is not a variable", "x, a, b"]),
    ('weights = ["a", "b"]', 'weights = ["a", "a"]', "weights = ", ["listed twice"]),
    ('wrt = ["x", "a", "b"]', 'wrt = ["x", "a", "x"]', 'wrt = ["x", "a", "x"]', ["'x' is listed twice"]),
    ('question = "q2"', 'question = "q9"', "question = ", ["no question 'q9'"]),
    ('question = "q2"', 'question = "q4"', "question = ", ["no definition to compare with"]),
    ('name = "A"', "name = 'A\\gdef\\answerbox#1{}'", "name = 'A", ["letters, digits and _"]),
    ('name = "B"', 'name = "B\\n"', 'name = "B', ["letters, digits and _"]),
    ('outer = "f(y)', 'name = "q}$"\nouter = "f(y)', 'name = "q}', ["letters, digits and _"]),
    ('"x**6 - 8"', '"(x + 1)**500"', "polynomials = ", ["at most 250 terms"]),
    ("[2, 1, 4]", f"[2, 1, {'1' * 5001}]", "null_space = ", ["5,001 digits", "at most 4,000"]),
    ('kind = "composition"', f'kind = "composition"\n{DEEP}', "x = [", ["nested too deeply"]),
    ('kind = "composition"', f'kind = "composition"\nx{".a" * 2000} = 1', "x.a", ["nested too deeply"]),
    ('kind = "composition"', f'kind = "composition"\nx{".a" * 90_000} = 1', "x.a", ["nested too deeply"]),
    (
        'kind = "composition"',
        'kind = "composition"\n[x' + ' . "a"' * 20_000 + "]",
        '[x . "a"',
        ["too deeply"],
    ),
    ('kind = "composition"', f'kind = "composition"\nx = {"{a=" * 30}1{"}" * 30}', "x = {", ["too deeply"]),
]

# What the author writes instead of what, the line it is told at, and words of the message.
FAULTS = [
    ('course = "AIE6001"', 'curse = "AIE6001"', "curse", ["unknown key 'curse'", "did you mean 'course'?"]),
    ("seed = 20250922", 'seed = "today"', "seed = ", ["seed", "expected a whole number"]),
    ('title = "Chain Rule"\n', "", "[[questions]]", ["key 'title' is missing"]),
    (
        "[2, 1, 4], [4, 7, 8]]",
        "[2, 1], [4, 7, 8]]",
        "null_space = ",
        ["row 2", "has 2 entries", "expected 3"],
    ),
    ('outer = "f(y) = y**4"', 'outer = "f(y) = sine(y)"', "outer = ", ["sine", "did you mean"]),
    ('outer = "f(y) = y**4"', 'outer = "f(y) = y**"', "outer = ", ["expected"]),
    ('outer = "f(y) = y**4"', 'outer = "y**4"', "outer = ", ["defines no function"]),
    ('W2 = "k,p"', 'W2 = "p,k"', 'definition = "z', ["W2", "length p"]),
    ('"phi(t) = log(1 + exp(t))"', '"phi(t) = log(1 + exp(t)"', "functions = ", ["expected"]),
    ('"x**6 - 8"', '"x**6 - q(8)"', "polynomials = ", ["q"]),
    ("due = 2025-09-22T23:59:00", "due = 22.9.2025", "due = ", ["not TOML", "year-month-day"]),
    ('id = "q2a"\n', 'id = "q2a"\nbouns = 3\n', "bouns = ", ["unknown key 'bouns'"]),
    (
        'function = "compute_gradients"',
        'function = "gradients"',
        "function = ",
        ["there is no function", "did you mean"],
    ),
    *SCRIPT_FAULTS_IN_THE_TERM,
    *BEYOND_THEIR_BOUNDS,
    ('solver = "q3_network"', 'solver = "q3_netwrok"', "solver = ", ["did you mean 'q3_network'?"]),
    ('kind = "composition"', 'kind = "compositon"', "kind = ", ["did you mean 'composition'?"]),
]


def fault_in(term: Path) -> Diagnostic:
    """Return the faults found while the term is read and its questions are solved."""
    with pytest.raises(InputError) as caught:
        found = find("2025-fall", term.parent, folder=ROOT / "solutions")
        for question in sorted(found.questions, key=lambda question: question.id == "q3"):
            solutions.solve(question, found)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


@pytest.mark.parametrize(("old", "new", "at", "words"), FAULTS, ids=[fault[1][:40] for fault in FAULTS])
def test_a_fault_in_the_term_file_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, at: str, words: list[str]
) -> None:
    assert old in TERM
    faulty = TERM.replace(old, new, 1)
    (tmp_path / "2025-fall.toml").write_text(faulty, encoding="utf-8")
    found = fault_in(tmp_path / "2025-fall.toml")
    assert found.line == next(n for n, text in enumerate(faulty.splitlines(), 1) if at in text)
    assert (found.file or "").endswith("2025-fall.toml")
    assert all(word in str(found) for word in words), str(found)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("old", "new", "at", "words"), [FAULTS[0], FAULTS[5]], ids=["key", "expression"])
def test_the_command_tells_it_in_one_line_and_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, at: str, words: list[str]
) -> None:
    faulty = TERM.replace(old, new, 1)
    (tmp_path / "2025-fall.toml").write_text(faulty, encoding="utf-8")
    (tmp_path / "out").mkdir()
    kept = tmp_path / "out" / "AIE6001-assignment-1.pdf"
    kept.write_bytes(b"the last good one")
    homework = replace(
        of_packages(tmp_path, "solutions", "figures"),
        term_folder=tmp_path,
        load=partial(find, term_folder=tmp_path, folder=ROOT / "solutions"),
    )

    status = cli.main(homework, ["pdf", "--quiet"])

    told = capsys.readouterr().err
    line = next(n for n, text in enumerate(faulty.splitlines(), 1) if at in text)
    assert status == 2
    assert told.count("error: ") == 1
    assert f"2025-fall.toml:{line}:" in told
    assert all(word in told for word in words), told
    assert "Traceback" not in told
    assert {path.name for path in (tmp_path / "out").iterdir()} <= {kept.name, "build"}
    assert kept.read_bytes() == b"the last good one"


def network_alone(checkout: Checkout, *, seconds: int = 20) -> None:
    """A term that holds question 3 alone, which runs the script."""
    start, end = TERM.index('[[questions]]\nid = "q3"'), TERM.index('[[questions]]\nid = "q4"')
    agreement = TERM.index("# Question 2 is this network"), TERM.index('[[questions.parts]]\nid = "q3a"')
    question = TERM[start : agreement[0]] + TERM[agreement[1] : end]
    head = (
        TERM[: TERM.index('[[questions]]\nid = "q1"')]
        .replace("points = 110", "points = 50")
        .replace("maximum = 100", "maximum = 50")
    )
    term = head + question.replace("seconds = 20", f"seconds = {seconds}")
    (checkout.root / "solutions" / "terms" / "2025-fall.toml").write_text(term, encoding="utf-8")


MAIN = 'if __name__ == "__main__":\n'
SCRIPT = "solutions/Q3_AIE6001_A1.py"
SCRIPT_FAULTS = {
    "fails": (MAIN + '    raise ValueError("no luck")\n', ["failed", "ValueError: no luck"]),
    "hangs": (MAIN + "    while True:\n        pass\n", ["stopped", "3 s"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", SCRIPT_FAULTS)
def test_a_script_that_does_not_run_stops_the_build(sources: Checkout, fault: str) -> None:
    network_alone(sources, seconds=3)
    new, words = SCRIPT_FAULTS[fault]
    sources.edit(SCRIPT, MAIN, new)
    done = sources.run("pdf")
    assert done.returncode == 1
    assert SCRIPT in done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert not sources.pdf.exists()


@pytest.mark.slow
def test_a_script_with_other_output_builds_with_a_warning(sources: Checkout) -> None:
    network_alone(sources)
    sources.edit(SCRIPT, MAIN + "    check_gradients()\n    train()\n", MAIN + '    print("all is well")\n')
    done = sources.run("pdf")
    assert done.returncode == 0, done.stderr
    assert "warning: no gradient check in the output" in done.stderr
    assert "all is well" in sources.text
    assert "agree with central differences" not in sources.text


@pytest.mark.slow
def test_a_script_that_imports_more_than_numpy_is_refused(sources: Checkout) -> None:
    network_alone(sources)
    sources.edit(SCRIPT, "import numpy as np\n", "import numpy as np\nimport torch\n")
    done = sources.run("pdf")
    assert done.returncode == 2
    assert f"{SCRIPT}:" in done.stderr
    assert "import of 'torch'" in done.stderr


@pytest.mark.slow
def test_a_wrong_sign_in_the_script_stops_the_build(sources: Checkout) -> None:
    network_alone(sources)
    sources.edit(SCRIPT, "    r_bar = 2 * r\n", "    r_bar = -2 * r\n")
    done = sources.run("pdf")
    assert done.returncode == 1
    assert "q3b: the check 'derived formulas' of compute_gradients" in done.stderr
    assert not sources.pdf.exists()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "html", "pdf"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            r"\BLOCK{ extends 'shared/report.tex.j2' }\BLOCK{ block titel }x\BLOCK{ endblock }",
            "no block 'titel'",
        ),
        (r"\BLOCK{ extends 'gone.tex.j2' }", "no template 'gone.tex.j2'"),
        (r"\BLOCK{ if }", "error: "),
    ],
)
def test_a_mistake_in_the_document_is_told_by_each_command(
    sources: Checkout, command: str, text: str, told: str
) -> None:
    """Neither a page nor a check shows what is in that template alone."""
    name = "templates/terms/2025-fall/report.tex.j2"
    (sources.root / name).parent.mkdir(parents=True)
    (sources.root / name).write_text(text, encoding="utf-8")
    done = sources.run(command)
    assert done.returncode == 2
    [line] = (line for line in done.stderr.splitlines() if "error: " in line)
    assert line.startswith(f"{name}:1:")
    assert told in line


@pytest.mark.slow
def test_a_template_that_is_not_trusted_runs_in_a_sandbox(sources: Checkout) -> None:
    first = (
        TERM[: TERM.index('[[questions]]\nid = "q2"')]
        .replace("points = 110", "points = 20")
        .replace("maximum = 100", "maximum = 20")
    )
    (sources.root / "solutions" / "terms" / "2025-fall.toml").write_text(first, encoding="utf-8")
    template = "backproof/kinds/composition/question.tex.j2"
    path = sources.root / template
    path.write_text(
        r"\VAR{ term.__class__.__mro__ }" + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8"
    )
    done = sources.run("pdf", "--untrusted")
    assert done.returncode == 2
    assert f"{template}:1:" in done.stderr
    assert not sources.pdf.exists()
