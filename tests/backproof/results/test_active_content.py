"""A thing that acts on the reader of a PDF is told in any spelling; what TeX writes by itself is not."""

import zlib

import pytest

from backproof.results.active_content import faults

LINK = b"<</Subtype/Link/A<</S/URI/URI%b>>>>"
HARMLESS = [
    b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>> endobj 4 0 obj <</S/GoTo/D[2 0 R/Fit]>>",
    b"<</OpenAction [2 0 R /Fit]>>",
    b"<</Title(a)/A<</S/GoTo/D(x)>>/Next 5 0 R/Prev 4 0 R>>",
    b"<</S/Transparency/CS/DeviceRGB>>",
    b"<</Nums[0<</S/D/St 1>>]>>",
    LINK % b"(https://example.org/a?b=\\(c\\))",
    LINK % b"(mailto:a@example.org)",
    LINK % b"<68747470733a2f2f782e6f7267>",
    b"<</Producer(pdfTeX)/Title(a /tmpfile JavaScript)>>",
    b"<</Length 12>>\nstream\n/JavaScript \nendstream",
]  # fmt: skip
ACTIVE = [
    (b"<</OpenAction<</S/JavaScript/JS(x)>>>>", "/JS entry"),
    (b"<</S/J#61va#53cript>>", "/JavaScript entry"),
    (b"<</S % (\n/L#61unch>>", "/Launch entry"),
    (b"<</S 2 0 R>> endobj 2 0 obj /Launch", "/Launch entry"),
    (b"<</S 2 0 R>> endobj 2 0 obj /Hide", "/Hide entry"),
    (b"<</A<</S/Named/N/Print>>>>", "/Named entry"),
    (b"<</A<</S/Thread/F(x.pdf)/D 1>>>>", "/Thread entry"),
    (b"<</A<</S/GoToR/F(x.pdf)>>>>", "/GoToR entry"),
    (b"<</A<</S/ResetForm>>>>", "/ResetForm entry"),
    (b"<</A#41 <</O<</S/URI/URI(https://x.org)>>>>>>", "/AA entry"),
    (b"<</Subtype/FileAttachment/FS<</F(x)>>>>", "/FileAttachment entry"),
    (b"<</Subtype/Screen>>", "/Screen entry"),
    (b"<</AcroForm<</XFA(x)>>>>", "/XFA entry"),
    (b"<</OpenAction<</S/URI/URI(https://x.org)>>>>", "/OpenAction that is not a view"),
    (b"<</OpenAction 2 0 R>> endobj 2 0 obj <</S/URI/URI(https://x.org)>>", "/OpenAction that is not a view"),
    (b"<</OpenAction<</S/GoTo/D[1]/Next 5 0 R>>>>", "/OpenAction that is not a view"),
    (b"<</OpenAction[1]/Open#41ction<</S/URI/URI(https://x.org)>>>>", "/OpenAction that is not a view"),
    (b"<</A<</S/GoTo/D[1]/Next<</S/URI/URI(https://x.org)>>>>>>", "followed by another"),
    (LINK % b"(file:///etc/passwd)", "links to 'file:///etc/passwd'"),
    (LINK % b"(\\146ile:///etc/passwd)", "links to 'file:///etc/passwd'"),
    (LINK % b"<66 696c653a2f2f2f65>", "links to 'file:///e'"),
    (LINK % b"( https://x.org)", "links to"),
    (LINK % b"(https://x.org\\nfile:///)", "links to"),
    (LINK % b"(\\\\\\\\host\\\\share)", "links to"),
    (LINK % b"(javascript:alert\\(1\\))", "links to"),
    (LINK % b" 2 0 R" + b" endobj 2 0 obj (file:///x)", "links to 'file:///x'"),
    (b"<</S/#55RI/#55RI(file:///x)>>", "links to 'file:///x'"),
    (b"<</URI<</Base(https://x.org)>>>>", "links to what is no address"),
    (b"<</F(/etc/passwd)/Length 0>>\nstream\n\nendstream", "a stream in another file"),
    (b"<</Ref<</F(x.pdf)/Page 0>>/Length 0>>\nstream\n\nendstream", "a stream in another file"),
    (b"<</Root 1 0 R/Size 3/Prev 99>>", "an earlier version in it"),
    (b"<</Root 1 0 R/Encrypt<</V 1>>>>", "/Encrypt entry"),
    (b"<</Title(/home/someone/x)>>", "/home/someone/x"),
    (b"<</Title(\\057home/someone/x)>>", "/home/someone/x"),
    (b"<</Title" + b"(\xfe\xff" + "/tmp/a".encode("utf-16-be") + b")>>", "/tmp/a"),
    (b"<</X(stream\n)/S/JavaScript/Y(endstream)>>", "/JavaScript entry"),
    (b"<</X(a", "the PDF has a text that does not end"),
]  # fmt: skip


def file_of(value: bytes) -> bytes:
    return b"%PDF-1.5\n1 0 obj " + value + b" endobj\nstartxref 9\n%%EOF\n"


def packed(value: bytes) -> bytes:
    content = zlib.compress(b"8 0 " + value)
    facts = b"<</Type/O#62jStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(content)
    return b"1 0 obj " + facts + b"\nstream\n" + content + b"\nendstream endobj"


@pytest.mark.parametrize("value", HARMLESS)
def test_what_tex_writes_by_itself_is_no_fault(value: bytes) -> None:
    assert list(faults(file_of(value))) == []


@pytest.mark.parametrize(("value", "told"), ACTIVE)
def test_an_action_is_told_in_any_spelling(value: bytes, told: str) -> None:
    assert told in "\n".join(faults(file_of(value)))
    if b"endobj" not in value and b"stream" not in value and not value.endswith(b"(a"):
        assert told in "\n".join(faults(packed(value)))
