"""Nothing in the data is obeyed, and a template that is not trusted neither gets out nor gets anything in."""

import datetime
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from backproof.diagnostic import BackproofError
from backproof.results import pdf
from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine
from backproof.tex.process import Limits
from backproof.writing.render import environment, render
from tests.backproof.typeset import ink

ENGINE = find_engine()
PREAMBLE = r"""\documentclass{article}
\usepackage{backproof}
\usepackage[margin=1cm]{geometry}
\usepackage{graphicx,hyperref}
"""
LIMITS = Limits(seconds=1, memory_mb=1024, file_mb=8)
SECRET = "canary-7d1f"

# Each is given to TeX as data, and as part of a template that is not trusted. SECRET_FILE holds the secret,
# WRITTEN is where a file would be written.
ATTACKS = {
    "read by input": r"\input{SECRET_FILE}",
    "read by the primitive": r"\csname @@input\endcsname SECRET_FILE ",
    "read a parent folder": r"\input{../../secret.txt}",
    "read /etc/passwd": r"\input{/etc/passwd}",
    "read line by line": r"\newread\f\openin\f=SECRET_FILE \read\f to\x\x\closein\f",
    "read as a picture": r"\includegraphics{SECRET_FILE}",
    "read into a PDF object": r"\immediate\pdfobj stream file{SECRET_FILE}\pdfrefobj\pdflastobj",
    "read as a pdfTeX dump": r"\edef\x{\pdffiledump offset 0 length 40 {SECRET_FILE}}\x",
    "read the digest of a file": r"\edef\x{\pdfmdfivesum file {SECRET_FILE}}digest \x",
    "read the size of a file": r"\edef\x{\pdffilesize{SECRET_FILE}}size \x",
    "read as an image object": r"\immediate\pdfximage{SECRET_FILE}\pdfrefximage\pdflastximage",
    "read as a font map": r"\pdfmapfile{=SECRET_FILE}\font\x=secret \x a",
    "read as a font": r"\font\x=SECRET_FILE \x a",
    "read by a pipe": r'\input|"cat SECRET_FILE"',
    "read as a glyph table": r"\pdfglyphtounicode{A}{0041}\input SECRET_FILE\relax",
    "run a command": r"\immediate\write18{touch WRITTEN}",
    "run a command by a pipe": r'\openin5=|"touch WRITTEN" \read5 to\x',
    "run a command late": r"\AtEndDocument{\immediate\write18{touch WRITTEN}}",
    "write elsewhere": r"\newwrite\o\immediate\openout\o=WRITTEN \immediate\write\o{x}\immediate\closeout\o",
    "write into a parent folder": r"\newwrite\o\immediate\openout\o=../written.txt \immediate\write\o{x}",
    "write a hidden file": r"\newwrite\o\immediate\openout\o=.bashrc \immediate\write\o{x}",
    "fill the disk": r"\newwrite\o\immediate\openout\o=big.txt \def\x{\immediate\write\o{xxxxxxxxx}\x}\x",
    "fill the log": r"\def\x{\message{xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}\x}\x",
    "loop for ever": r"\def\x{\x}\x",
    "loop over pages": r"\loop\iftrue\hbox{x}\newpage\repeat",
    "double in memory": r"\def\x{xxxxxxxx}\loop\iftrue\edef\x{\x\x}\repeat",
    "grow the stack": r"\def\x{\x x}\x",
    "count without an end": r"\newcount\n\loop\iftrue\advance\n by 1 \repeat",
    "JavaScript on opening": r"\pdfcatalog{} openaction user {<</S/JavaScript/JS(app.alert\(1\))>>}",
    "JavaScript by another spelling": r"\pdfcatalog{/OpenAction <</S/\string#4aava\string#53cript /JS (x)>>}",
    "JavaScript in the names": r"\pdfnames{/JavaScript <</Names [(a) <</S/JavaScript/JS(x)>>]>>}",
    "an action on the page": r"\pdfpageattr{/AA <</O <</S/JavaScript/JS(x)>>>>}",
    "launch a program": r"\pdfannot width 1cm height 1cm {/Subtype/Link/A<</S/Launch/F(calc.exe)>>}",
    "launch by a link": r"\href{run:calc.exe}{click}",
    "a link to a file": r"\href{file:///etc/passwd}{click}",
    "a link that is a script": r"\href{javascript:alert(1)}{click}",
    "a link to a document": r"\pdfstartlink attr{} user{/Subtype/Link/A<</S/GoToR/F(x.pdf)>>}x\pdfendlink",
    "embed a file": r"\immediate\pdfobj stream attr{/Type/EmbeddedFile}{x}\pdfrefobj\pdflastobj",
    "a link to a file in hex": r"\pdfannot width 1cm height 1cm {/A<</S/URI/URI<66696c653a2f2f2f78>>>}",
    "a page on opening": r"\pdfcatalog{/OpenAction <</S/URI/URI(https://example.org)>>}",
    "the whole file as another one's": r"\pdftrailer{/Root 1 0 R}",
    "a password": r"\pdftrailer{/Encrypt <</Filter/Standard/V 1>>}",
    "submit a form": r"\pdfannot width 1cm height 1cm {/Subtype/Widget/A<</S/SubmitForm/F(http://x)>>}",
    "stop early": r"\csname @@end\endcsname",
    "stop early and quietly": r"\batchmode\expandafter\let\expandafter\e\csname @@end\endcsname\e",
    "swallow the rest": r"\def\x#1\end#2{}\x",
    "change the meaning of percent": r"\catcode`\%=12 \catcode`\_=0 _input{SECRET_FILE}",
    "spell a backslash as ^^5c": r"^^5cinput{SECRET_FILE}",
    "spell everything in hex": r"^^5c^^69^^6e^^70^^75^^74^^7bSECRET_FILE^^7d",
    "rescan tokens": r"\scantokens{\input{SECRET_FILE}}",
    "break out of verbatim": "\\end{bpoutput}\\input{SECRET_FILE}\\begin{bpoutput}",
    "break out of a listing": "\\end{bplisting}%\n\\input{SECRET_FILE}\n\\begin{bplisting}",
    "close every brace": r"}}}}\input{SECRET_FILE}",
    "end the line with a comment": "% \\end{document}",
    "empty lines": "a\n\n\\par\n\nb",
    "end the document": r"\end{document}\input{SECRET_FILE}",
    "template syntax": r"\VAR{secret}\BLOCK{include '/etc/passwd'}%% endfor",
}  # fmt: skip


def repeated(step: str, start: str = "[1]", end: str = "t") -> str:
    """A template that takes the step sixty times, and prints what comes out."""
    macro = r"\BLOCK{macro m(t, k)}\BLOCK{if k}\VAR{m(STEP, k - 1)}\BLOCK{else}\VAR{END}\BLOCK{endif}"
    return macro.replace("STEP", step).replace("END", end) + rf"\BLOCK{{endmacro}}\VAR{{m({start}, 60)}}"


TEMPLATE_ATTACKS = {
    "the class of a string": r"\VAR{''.__class__.__mro__[1].__subclasses__()}",
    "globals of a function": r"\VAR{figure.__globals__['__builtins__']}",
    "globals through a filter": r"\VAR{''|attr('__class__')}",
    "the template's own internals": r"\VAR{self._TemplateReference__context}",
    "format's attribute access": r"\VAR{'{0.__class__}'.format('')}",
    "a file by include": r"\BLOCK{include '/etc/passwd'}",
    "a file above the folder": r"\BLOCK{include '../secret.txt'}",
    "a huge string": r"\VAR{'x' * 10**9}",
    "a huge number": r"\VAR{9 ** 99999}",
    "a huge padding": r"\VAR{'x'.ljust(10**9)}",
    "a huge format": r"\VAR{'%999999999d' % 1}",
    "a huge range": r"\VAR{range(10**9) | list}",
    "a range of many": r"\VAR{range(20000) | length}",
    "many decimals": r"\VAR{1.5 | fixed(10**9)}",
    "many decimals in a text": r"\VAR{1.5 | fixed('99999999')}",
    "many digits": r"\VAR{1.5e-9 | number(10**9)}",
    "many columns": r"\VAR{[1] | slice(10**9) | list}",
    "a filled batch": r"\VAR{[1] | batch(10**9, 'x') | list}",
    "rounding a number to nothing": r"\VAR{(10**300) | round(-10**9)}",
    "a listing without width": r"\VAR{listing('abc', 1, 0)}",
    "output of a negative width": r"\VAR{verbatim('abcdef', -5)}",
    "bytes of a number": r"\VAR{(1).to_bytes(10**9, 'big')}",
    "a sum of lists": r"\VAR{([[1]] * 1000) | sum(start=[]) | length}",
    "a date of any length": r"\VAR{given_date.strftime('%99999999Y')}",
    "a copy by a method": r"\VAR{given.copy()}",
    "autoescape": r"\BLOCK{autoescape false}\VAR{'\\input{x}'}\BLOCK{endautoescape}",
    "nested loops": r"\BLOCK{for i in range(9999)}\BLOCK{for j in range(9999)}\BLOCK{endfor}\BLOCK{endfor}",
    "doubling text": repeated("t ~ t", "'x'"),
    "doubling by join": repeated("[t, t] | join", "'x'"),
    "doubling by a block": r"\BLOCK{macro m(t)}\BLOCK{set b}\VAR{t}\VAR{t}\BLOCK{endset}\VAR{m(b)}"
    r"\BLOCK{endmacro}\VAR{m('x')}",
    "doubling a list": repeated("t + t"),
    "nesting a list": repeated("[t, t]"),
    "nesting a tuple": repeated("(t, t)", "(1,)", "[t] | unique | list"),
    "nesting pairs": repeated("zip(t, t) | list"),
    "nesting dictionaries": repeated("{1: t, 2: t}", end="t | string"),
    "comparing what is nested": repeated("[t, t]", end="t == t | list"),
    "much text from little": r"\BLOCK{set b}"
    + "x" * 9000
    + r"\BLOCK{endset}\BLOCK{for i in range(9000)}\VAR{b}\BLOCK{endfor}",
    "endless recursion": r"\BLOCK{macro m()}\VAR{m()}\BLOCK{endmacro}\VAR{m()}",
    "changing what it is given": r"\VAR{given.append(1)}",
}


CONTEXT = {"given": [1], "given_date": datetime.date(2026, 1, 2)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a secret, where something could be written, and the build in a folder beside them."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "secret.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    yield folder
    outside = sorted(path.name for path in folder.iterdir())
    assert set(outside) <= {"build", "secret.txt", "templates"}


def spelled(attack: str, world: Path) -> str:
    return attack.replace("SECRET_FILE", str(world / "secret.txt")).replace("WRITTEN", str(world / "written"))


def set_untrusted(body: str, world: Path, limits: Limits = LIMITS) -> str:
    """The PDF's text that an untrusted template makes. Raises BackproofError if it is refused."""
    templates = world / "templates"
    templates.mkdir(exist_ok=True)
    source = f"{PREAMBLE}\\begin{{document}}\nBefore.\n\n{body}\n\nAfter.\n\\end{{document}}\n"
    (templates / "t.tex.j2").write_text(source, encoding="utf-8")
    rendered = render(environment([templates], sandboxed=True), "t.tex.j2", CONTEXT)
    folder = world / "build"
    shutil.rmtree(folder / "seed", ignore_errors=True)
    made = compile_document(ENGINE, rendered.text, {}, folder, limits=limits)
    (folder / "a.pdf").write_bytes(made.pdf)
    if faults := pdf.audit(folder / "a.pdf"):
        raise BackproofError(*faults)
    return pdf.text(folder / "a.pdf")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_template_that_is_not_trusted_gets_nothing_in_or_out(attack: str, world: Path) -> None:
    before = set(world.iterdir())
    try:
        text = set_untrusted(spelled(ATTACKS[attack], world), world)
    except BackproofError as refused:
        assert SECRET not in str(refused)
    else:
        assert SECRET not in text
        assert "root:" not in text
        whole = "After." in text
        assert whole or r"\end{document}" in ATTACKS[attack]
    assert set(world.iterdir()) - before <= {world / "build", world / "templates"}


ENDS = {
    "": r"\end{document}",
    "by its command": r"\enddocument",
    "by another spelling": r"\csname enddocument\endcsname",
    "by a macro": r"\def\stopped{\end{document}}\stopped",
    "in a comment before": "% \\end{document}\n\\end{document}",
}


@pytest.mark.parametrize("spelling", ENDS)
def test_a_document_that_ends_before_its_end_is_told(spelling: str, world: Path) -> None:
    with pytest.raises(BackproofError, match="the document ends here, and what follows is lost"):
        set_untrusted(ENDS[spelling], world, replace(LIMITS, seconds=30))


def test_notes_after_the_end_are_left_alone(tmp_path: Path) -> None:
    source = f"{PREAMBLE}\\begin{{document}}\nx\n\\end{{document}}\nnotes, % \\end{{document}}\nand more\n"
    assert compile_document(ENGINE, source, {}, tmp_path).pages == 1


@pytest.mark.parametrize("attack", TEMPLATE_ATTACKS)
def test_the_sandbox_refuses(attack: str, world: Path) -> None:
    with pytest.raises(BackproofError):
        set_untrusted(TEMPLATE_ATTACKS[attack], world)


CHANNELS = r"""\hypersetup{pdftitle={\VAR{attacks[0]}}, pdfauthor={\VAR{attacks[:4] | join(' ')}}}
\begin{document}\raggedright
\tableofcontents
\BLOCK{for attack in attacks}
Text \VAR{attack}; \VAR{attack | code}.
\BLOCK{if loop.index % 4 == 1}
\section{\VAR{attack}}
\VAR{table([[attack]], 'p{12cm}')}
\BLOCK{else}
\footnote{\VAR{attack}}
\BLOCK{endif}
\VAR{attack | verbatim}
\VAR{listing(attack, 1)}
\BLOCK{endfor}
\end{document}
"""


@pytest.mark.slow
def test_data_is_set_and_never_obeyed(tmp_path: Path, world: Path) -> None:
    """All attacks through all channels in one document: each stands in the PDF, character by character."""
    attacks = [spelled(attack, world).replace("\n", " ") for attack in ATTACKS.values()]
    (tmp_path / "t.tex.j2").write_text(PREAMBLE + CHANNELS, encoding="utf-8")
    rendered = render(environment([tmp_path]), "t.tex.j2", {"attacks": attacks})
    made = compile_document(ENGINE, rendered.text, {}, tmp_path / "build")
    (tmp_path / "a.pdf").write_bytes(made.pdf)
    text = ink(pdf.text(tmp_path / "a.pdf"))
    assert all(text.count(ink(attack)[:20]) >= 5 for attack in attacks)
    assert SECRET not in text
    active = [fault for fault in pdf.audit(tmp_path / "a.pdf") if "path of this machine" not in fault.message]
    assert active == []
    assert pdf.metadata(tmp_path / "a.pdf").title == attacks[0]


def test_tex_itself_opens_nothing_above_or_beside_the_document(world: Path) -> None:
    """The first wall; the recorder's list of what was read is the second."""
    for file in (str(world / "secret.txt"), "../secret.txt", ".secret"):
        body = rf"\newread\f\openin\f={file} \ifeof\f closed\else open\fi"
        text = set_untrusted(body, world, replace(LIMITS, seconds=30))
        assert "closed" in text


def test_the_walk_through_a_pdf_finds_what_was_planted(tmp_path: Path) -> None:
    """The same audit that finds nothing elsewhere finds these."""
    planted = (
        r"\pdfcatalog{/OpenAction <</S/\string#4aava\string#53cript /JS (x)>>}"
        r"\href{file:///home/someone/x}{click} ??"
    )
    made = compile_document(
        ENGINE, f"{PREAMBLE}\\begin{{document}}\n{planted}\n\\end{{document}}\n", {}, tmp_path
    )
    (tmp_path / "a.pdf").write_bytes(made.pdf)
    messages = "\n".join(fault.message for fault in pdf.audit(tmp_path / "a.pdf"))
    for word in ("/JavaScript", "/JS", "/GoToR", "path of this machine", "unresolved reference"):
        assert word in messages
