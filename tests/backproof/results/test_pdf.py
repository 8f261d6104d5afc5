"""Audits of the dictionaries of a PDF, outside of streams and in object streams."""

import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.results import pdf

PIECES = [
    b"stream\n", b"stream\r\n", b"stream", b"endstream", b"/Type /ObjStm ", b"/Type/ObjStm", b"/ObjStmX",
    b"/JS ", b"/J#53 ", b"\n", b"\r", b" ", b"<<", b"/tmp/a ", b"/URI (file:a)", zlib.compress(b"/Launch "),
]  # fmt: skip


def by_patterns(data):
    """The dictionaries as two patterns say it."""
    yield re.sub(rb"stream\r?\n.*?endstream", b"", data, flags=re.DOTALL)
    for match in re.finditer(rb"/Type\s*/ObjStm\b.*?stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(match.group(1))
        except zlib.error:
            yield match.group(1)


def packed(dictionary, kind=b"/Type /ObjStm "):
    return b"<<" + kind + b">>\nstream\n" + zlib.compress(dictionary) + b"\nendstream\n"


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join))
def test_dictionaries_are_found_where_the_patterns_find_them(data):
    outside, *unpacked = pdf._objects(data)
    expected, *others = by_patterns(data)
    assert outside == expected
    assert set(others) <= set(unpacked)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<< /OpenAction << /S /JavaScript /JS (x) >> >>", ["JavaScript", "JS"]),
        (b"<< /S /J#61vaScript >>", ["JavaScript"]),
        (packed(b"<< /S /Launch >>"), ["Launch"]),
        (packed(b"") + packed(b"<< /S /Launch >>"), ["Launch"]),
        (packed(b"<< /S /Launch >>", kind=b"/Type /XObject "), []),
        (b"<< /Length 3 >>\nstream\r\n/JS\nendstream << /AA 1 >>", ["AA"]),
        (b"<< >> stream\n/JS without an end", ["JS"]),
        (b"a mainstream /Sound", ["Sound"]),
    ],
)
def test_an_action_is_seen_outside_of_pages_and_pictures_alone(data, found):
    expected = [f"the PDF has a /{action} entry" for action in found]
    assert sorted(pdf._active_content(data)) == sorted(expected)
