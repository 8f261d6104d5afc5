"""Objects of a PDF are read in any spelling of the format; a file that TeX did not write is told."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.results.pdf_objects import Dictionary, Keyword, MalformedError, Name, Objects, Reference

NAMES = st.text(st.sampled_from("ABcd19+-./#( )"), min_size=1, max_size=5).map(Name)
TEXTS = st.binary(max_size=12) | st.lists(st.sampled_from([b"(", b")", b"\\", b"\n", b"7"])).map(b"".join)
ATOMS = NAMES | TEXTS | st.integers(0, 999) | st.integers(1, 99).map(Reference) | st.just(Keyword("true"))
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=4) | st.lists(st.tuples(NAMES, inner), max_size=4).map(Dictionary),
    max_leaves=12,
)


class Spelling:
    """A writer of values, which takes one of their spellings at each turn."""

    def __init__(self, draw):
        self._draw = draw

    def _one_of(self, *spellings):
        return self._draw(st.sampled_from(spellings))

    def _space(self):
        return self._one_of(b" ", b"\r\n", b"\t", b" % (<<\n", b"\0")

    def __call__(self, value):
        match value:
            case Name():
                return b"/" + b"".join(map(self._letter, value.encode("latin-1")))
            case bytes():
                return self._one_of(b"<" + value.hex(" ").encode() + b">", self._text(value))
            case Reference():
                return b"%d%b%d%bR" % (value.number, self._space(), 0, self._space())
            case Dictionary():
                parts = [part for pair in value.pairs for part in pair]
                return b"<<" + b"".join(self(part) + self._space() for part in parts) + b">>"
            case list():
                return b"[" + b"".join(self(part) + self._space() for part in value) + b"]"
        return str(value).encode()

    def _letter(self, code):
        plain = bytes([code])
        return self._one_of(plain, b"#%02x" % code) if plain.isalnum() else b"#%02X" % code

    def _text(self, value):
        letters = (
            self._one_of(b"\\%03o" % code, bytes([code])) if code not in b"()\\\r" else b"\\%03o" % code
            for code in value
        )
        return b"(" + b"".join(letters) + b")"


@settings(max_examples=50, deadline=None)
@given(st.data(), st.lists(VALUES, min_size=1, max_size=4))
def test_values_are_read_as_they_were_written(data, values):
    spelt = Spelling(data.draw)
    written = b"%PDF-1.5\n" + b"".join(
        b"%d 0 obj %b endobj\n" % (number, spelt(value)) for number, value in enumerate(values, 1)
    )
    assert Objects(written).top == values


def test_objects_of_an_object_stream_are_found_by_their_numbers():
    packed = zlib.compress(b"7 0 9 12 << /A 9 0 R >> (text)")
    facts = b"<< /Type /ObjStm /N 2 /First 9 /Length %d /Filter /FlateDecode >>" % len(packed)
    objects = Objects(b"3 0 obj " + facts + b"\nstream\n" + packed + b"\nendstream endobj")
    assert objects.resolved(Reference(9)) == [b"text"]
    assert Dictionary([(Name("A"), Reference(9))]) in objects.top


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"1 0 obj << /A 1 endobj", "an object in another one"),
        (b"1 0 obj << /A (b endobj", "a text that does not end"),
        (b"1 0 obj << /A 1 ] endobj", "a bracket without its other one"),
        (b"1 0 obj [ 1", "a bracket without its other one"),
        (b"1 0 obj > endobj", "an object that does not end"),
        (b"1 0 obj << 1 /A >> endobj", "a dictionary with a key that is no name"),
        (b"1 0 obj << /A >> endobj", "a dictionary with a key that is no name"),
        (b"1 0 obj 1 2 endobj", "an object without its number and one value"),
        (b"1 0 obj 1 endobj xref 2 0 obj 2 endobj", "an object without its number and one value"),
        (b"1 0 obj <<>> stream\nx\nendstream endobj", "a stream without one length"),
        (b"1 0 obj <</Length 1/Length 1>> stream\nx\nendstream endobj", "a stream without one length"),
        (b"1 0 obj <</Length 9>> stream\nx\nendstream endobj", "a stream of another length than it says"),
        (b"1 0 obj <</Length 0>> stream\nx endstream endobj", "a stream of another length than it says"),
        (b"1 0 obj <</Length 1>> stream x\nendstream endobj", "begin on a line of its own"),
        (
            b"1 0 obj <</Length 2 0 R>> stream\nendstream endobj (\nendstream endobj 2 0 obj 17 endobj",
            "a text that does not end",
        ),
        (
            b"1 0 obj <</Length 2 0 R>> stream\nx\nendstream endobj 2 0 obj 17 endobj",
            "a stream of another length than it says",
        ),
        (b"1 0 obj <</Type/ObjStm/N 2/Length 5>> stream\n1 0 2\nendstream endobj", "of other objects"),
        (b"1 0 obj <</Type/ObjStm/N 0/Filter/LZW/Length 0>> stream\n\nendstream endobj", "another form"),
        (b"1 0 obj <</Type/ObjStm/Filter/FlateDecode/Length 2>> stream\nzz\nendstream endobj", "damaged"),
    ],
)  # fmt: skip
def test_what_a_reader_could_see_in_two_ways_is_told(data, told):
    with pytest.raises(MalformedError, match=told):
        Objects(data)


def test_a_length_may_stand_elsewhere():
    data = b"1 0 obj <</Length 2 0 R>> stream\n0 0 m\r\nendstream endobj 2 0 obj %d endobj"
    assert [Objects(data % length).top[1] for length in (5, 6, 7)] == [5, 6, 7]
    for length in (4, 8, 99):
        with pytest.raises(MalformedError, match="a stream of another length than it says"):
            Objects(data % length)


def test_references_in_a_circle_are_told():
    objects = Objects(b"1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj")
    with pytest.raises(MalformedError, match="circle"):
        objects.resolved(Reference(1))
