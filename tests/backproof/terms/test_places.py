"""The source map of a TOML text has exactly the keys and values that tomllib reads from it."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.terms.places import character_offsets, line_and_column, places

TEXT = """\
top = 1 # = [not] "this"
"quoted key".inner = 'C:\\raw'
date = 2025-09-22 23:59:00
[a.b]
list = [ # first
  [1, 2], ["x]", """  # not closed here: the TOML string below is
TEXT += (
    "'''y\n'''"
    + '''],
]
table = { k = { deep = [true] }, "e\\u0041" = 1.5 }
[[items]]
n = 0
[[items.parts]]
id = "p"
[[items.parts]]
id = """
two "quotes" \\
   joined"""
[[items]]
n = 1
[[items.parts]]
id = "q"
[items.more]
z = -1e3
'''
)


def entries(value: Any, path: tuple = ()) -> Any:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inside:
        yield (*path, key), entry
        yield from entries(entry, (*path, key))


def test_every_entry_is_found_and_its_text_has_its_value() -> None:
    found = places(TEXT)
    read = dict(entries(tomllib.loads(TEXT)))
    assert found.keys() == read.keys()
    strings = {path: value for path, value in read.items() if isinstance(value, str | int | float | bool)}
    for path, value in strings.items():
        assert tomllib.loads(f"v = {TEXT[found[path].value : found[path].end]}")["v"] == value


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("top",), (1, 1)),
        (("quoted key", "inner"), (2, 14)),
        (("a", "b", "list", 1, 0), (6, 12)),
        (("a", "b", "table", "k", "deep", 0), (9, 25)),
        (("a", "b", "table", "eA"), (9, 34)),
        (("items", 0, "parts", 1, "id"), (15, 1)),
        (("items", 1, "more", "z"), (23, 1)),
    ],
)
def test_line_and_column(path: tuple, place: tuple[int, int]) -> None:
    assert line_and_column(TEXT, places(TEXT)[path].key) == place


def test_characters_of_a_string_with_escapes_are_located_in_the_source() -> None:
    text = 'v = "a\\u00e9\\n\\"z"'
    offsets = character_offsets(text, places(text)["v",])
    assert [text[offset] for offset in offsets] == ["a", "\\", "\\", "\\", "z", '"']


def test_characters_of_a_joined_string() -> None:
    text = 'v = """\nab\\\n   cd"""'
    offsets = character_offsets(text, places(text)["v",])
    assert "".join(text[offset] for offset in offsets[:-1]) == "abcd"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_any_strings(values: list[str]) -> None:
    def quoted(value: str) -> str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\x7f", "\\u007F") + '"'

    text = f"v = [{', '.join(map(quoted, values))}]"
    found = places(text)
    for index, value in enumerate(values):
        place = found["v", index]
        assert text[place.value : place.end] == quoted(value)
        assert len(character_offsets(text, place)) == len(value) + 1
