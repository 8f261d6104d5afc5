"""Program text in pieces, the same whether they were kept or not."""

import random
from pathlib import Path

import pytest

from backproof.writing import kept
from backproof.writing.lexing import keeping, pieces

PROGRAM = 'def f(x):  # é\n    """Text."""\n    return len("a") + 1.5  # \udcff\n'


def test_the_pieces_are_the_program() -> None:
    found = pieces(PROGRAM, "python")
    assert "".join(text for _, text in found) == PROGRAM
    kinds = {text: kind for kind, text in found}
    assert kinds["def"] == kinds["return"] == "keyword"
    assert (kinds["f"], kinds["len"], kinds["1.5"], kinds["# é"]) == ("name", "builtin", "number", "comment")


def test_what_was_kept_is_the_same_and_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = pieces(PROGRAM, "python")
    with keeping(tmp_path):
        assert pieces(PROGRAM, "python") == expected
        monkeypatch.setattr("backproof.writing.lexing._lexed", lambda *_: pytest.fail("lexed again"))
        assert pieces(PROGRAM, "python") == expected


def test_another_program_or_language_is_another(tmp_path: Path) -> None:
    with keeping(tmp_path):
        assert pieces("x = 1", "python") != pieces("x = 2", "python") != pieces("x = 2", "text")
    assert len(list(tmp_path.glob("*.pieces"))) == 3


def test_what_is_damaged_is_made_anew(tmp_path: Path) -> None:
    with keeping(tmp_path):
        expected = pieces(PROGRAM, "python")
        (file,) = tmp_path.iterdir()
        content = file.read_bytes()
        for seed in range(20):
            place = random.Random(seed).randrange(len(content))
            file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert kept.read(file) is None
            assert pieces(PROGRAM, "python") == expected
            assert file.read_bytes() == content


def test_only_the_newest_stay(tmp_path: Path) -> None:
    with keeping(tmp_path):
        for number in range(40):
            pieces(f"x = {number}", "python")
    assert len(list(tmp_path.iterdir())) == 16


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with keeping(tmp_path / "file"):
        assert pieces("x", "python") == [("", "x")]
