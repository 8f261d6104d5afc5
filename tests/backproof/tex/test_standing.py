"""A TeX run that does not end is told at the line of the document where its input stood."""

from pathlib import Path

import pytest

from backproof.tex import job
from backproof.tex.compile import StoppedError, compile_document
from backproof.tex.engine import find_engine
from backproof.tex.process import Limits
from tests.backproof.typeset import document

ENGINE = find_engine()
# What TeX never ends with, and the line of it, from 0, beyond which it does not come.
ENDLESS = {
    "a loop that only expands": ("\\def\\x{\\x}\nfine \\x\n", 1),
    "a loop that executes": ("fine\n\n\\loop\\iftrue\\repeat\nmore\n", 2),
    "a macro that is called later": ("\\def\\x#1{\\loop\\iftrue\\repeat}\n\nfine\n\\x\n{y}\n", 4),
    "a loop over pages": ("\\loop\\iftrue\\hbox{x}\\newpage\\repeat\n", 0),
    "a flood of the log": ("a\n\\nosuch\n\n\\def\\x{\\message{xxxxxxxxxxxxxxxxxxxxxxxxx}\\x}\\x\n", 3),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS)
def test_the_line_where_the_input_stood_is_told(name: str, tmp_path: Path) -> None:
    stopped = stopped_at(*ENDLESS[name], tmp_path, Limits(seconds=2, file_mb=4))
    assert "was stopped" in stopped.entries[0].message
    assert len(stopped.log) <= 2 * job._LOG_BYTES


@pytest.mark.slow
def test_what_takes_the_processor_is_stopped_before_its_time(tmp_path: Path) -> None:
    stopped = stopped_at("\\loop\\iftrue\\repeat\n", 0, tmp_path, Limits(processor_seconds=1))
    assert "1 s of the processor" in stopped.entries[0].message


def stopped_at(body: str, at: int, folder: Path, limits: Limits) -> StoppedError:
    """Set a document with this body, which must be stopped at its line `at`."""
    source = document("Before.\n\n" + body + "\nAfter.\n")
    with pytest.raises(StoppedError) as caught:
        compile_document(ENGINE, source, {}, folder, limits=limits)
    assert caught.value.entries[0].line == source[: source.index(body)].count("\n") + 1 + at
    return caught.value
