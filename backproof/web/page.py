"""The page: the document's LaTeX translated, divided into sections, and put into one file."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from backproof.answer import Solution
from backproof.diagnostic import Diagnostic, InputError
from backproof.homework import Drawing
from backproof.web.alternatives import FILTERS, alternative, figure_of, is_picture
from backproof.web.formulas import FormulaError, Formulas
from backproof.web.images import address_of, data_address, described, size_of
from backproof.web.markup import Html, escape
from backproof.web.pictures import NoDrawingError, Picture
from backproof.web.source import Source, Span
from backproof.web.styles import Styles
from backproof.web.translation import Translation, Unknown, macros_of
from backproof.writing import prose as latex_prose
from backproof.writing.render import DEFAULT, SHARED, LatexEnvironment, Rendered, render, telling

_HEADING = re.compile(r"<h([23])([^>]*)>(.*)</h[23]>", re.DOTALL)
_ANCHOR = re.compile(r'<span class="anchor" id="([^"]*)"></span>')
_CAPTION = re.compile(r"\\figurecaption\{([^{}]*)\}")
_POINTS = re.compile(r'\s*<span class="points">.*?</span>')


_HOW_TO_DESCRIBE = (
    'in a text ![caption](file.png "what it shows"), '
    r"in a template \includegraphics[alt={what it shows}]{file.png}"
)
_ELEMENTS = "elements.html.j2"


@dataclass(frozen=True)
class _Part:
    """A part of a section, under its heading."""

    id: str
    title: Html
    heading: Html
    content: Html


@dataclass(frozen=True)
class _Section:
    """A section of the page: its heading, what stands before the first part, and the parts."""

    id: str
    title: Html
    heading: Html
    content: Html
    parts: tuple[_Part, ...] = ()


@dataclass(frozen=True)
class Page:
    """The finished page, places of the LaTeX that have no HTML, and formulas that HTML templates add."""

    html: str
    unknown: tuple[Unknown, ...]
    added: tuple[str, ...]


@dataclass
class Writer:
    """The writer of one page, given the HTML templates, the drawings, the pictures beside the term file.

    `typeset` returns the PNG of a picture that is given as LaTeX.
    """

    env: LatexEnvironment
    palette: Mapping[str, str]
    solutions: Sequence[Solution]
    drawings: Mapping[str, Mapping[str, Drawing]]
    picture_files: Callable[[str], Path | None]
    given_way: Sequence[tuple[str, Mapping[str, Any]]] = ()
    typeset: Callable[[str], bytes] | None = None
    styles: Styles = field(init=False)
    formulas: Formulas = field(init=False)
    translation: Translation = field(init=False)
    added: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.styles = Styles(dict(self.palette))
        self.formulas = Formulas(self.styles)

    def page(self, body: Rendered, context: Mapping[str, Any]) -> Page:
        """Return the page of a document whose questions are the LaTeX `body`."""
        self._offer(body.text)
        with telling(self.env, _ELEMENTS, context):
            elements, silent, transparent = self._elements(context)
            source = Source(body.text)
            self.translation = Translation(source, elements, silent, transparent, self.formulas)
            pieces = self.translation.pieces(Span(0, len(body.text)))
        opening, sections = _outline(pieces)
        given = {**context, "opening": opening, "sections": sections}
        script = self._text("page.js.j2", context)
        # Templates add styles while they are rendered, so the sheet comes last.
        given |= {"script": script, "style": _STYLE, "policy": _POLICY}
        text = render(self.env, "page.html.j2", given).text
        style = Html(self._text("page.css.j2", context) + self.styles.sheet)
        text = text.replace(_STYLE, style, 1).replace(_POLICY, _policy(style, script), 1)
        return Page(text, tuple(self.translation.unknown), tuple(self.added))

    def _elements(self, context: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, int], tuple[str, ...]]:
        """Return the macros of all layers, those above in place of those below, and what has no HTML."""
        elements, silent, transparent = dict[str, Any](), dict[str, int](), tuple[str, ...]()
        for name in (f"{DEFAULT}{_ELEMENTS}", f"{SHARED}{_ELEMENTS}", _ELEMENTS):
            module: Any = self.env.get_template(name).make_module(dict(context))
            elements |= macros_of(module)
            silent |= getattr(module, "layout_only", {})
            transparent += tuple(getattr(module, "transparent", ()))
        return elements, silent, transparent

    def _text(self, name: str, context: Mapping[str, Any]) -> Html:
        return Html(render(self.env, name, context).text)

    def _offer(self, latex: str) -> None:
        """Give the templates the functions and filters that need the page as a whole."""
        numbers = {label: i for i, label in enumerate(dict.fromkeys(_CAPTION.findall(latex)), start=1)}
        self.env.globals |= {
            "drawing": self._drawing,
            "image": self._image,
            "typeset": self._typeset,
            "html_instead": self._instead,
            "figure_number": lambda label: numbers.get(label, "?"),
        }
        self.env.filters |= {
            "formula": lambda latex: self._formula(latex, display=False),
            "display": lambda latex: self._formula(latex, display=True),
            # Joined in a template, the two sides would be escaped: & would separate no columns.
            "equation": lambda left, right: self._formula(rf"{left}\;=\;{right}", display=True),
            **FILTERS,
            "address": _address,
            "translated": self._translated,
            "prose": lambda text, **options: self._translated(latex_prose.prose(text, **options)),
        }

    def _instead(self, number: str) -> Html:
        """Return what an HTML template gives in place of the LaTeX one."""
        name, variables = self.given_way[int(number)]
        return Html(render(self.env, name, variables).text)

    def _translated(self, latex: str) -> Html:
        """Return LaTeX that a macro has made as HTML."""
        inner = replace(self.translation, source=Source(latex), unknown=[], shown=self.added)
        html = inner.blocks(Span(0, len(latex)))
        if inner.unknown:
            raise InputError(Diagnostic(inner.unknown[0].message, hint=inner.unknown[0].hint))
        return html

    def _formula(self, latex: str, *, display: bool) -> Html:
        self.added.append(str(latex))
        try:
            return self.formulas.html(str(latex), display=display)
        except FormulaError as error:
            raise InputError(Diagnostic(f"this formula has no MathML: {error}")) from None

    def _drawing(self, question: str, name: str) -> Html:
        found = self.drawings[question][name]
        words = alternative(self.env, figure_of(self.solutions, question, name), str(found.latex))
        if found.file is not None:
            return Html(f'<img src="{data_address(found.file)}" alt="{words}">')
        if not is_picture(found):
            return self._translated(str(found.latex))
        try:
            return Picture(str(found.latex), self._label, self.styles).svg(words)
        except NoDrawingError as error:
            if self.typeset:
                return self._set(str(found.latex), words)
            message = f"the figure '{name}' has no SVG: '{error}' is not of the drawing kit"
            raise InputError(Diagnostic(message, hint="draw it with backproof.drawing")) from None

    def _label(self, latex: str) -> Html:
        inner = replace(self.translation, source=Source(latex), unknown=[])
        html = inner.line(Span(0, len(latex)))
        if inner.unknown:
            raise InputError(Diagnostic(f"in a figure, {inner.unknown[0].message}"))
        return html

    def _typeset(self, environment: str, options: str, latex: str) -> Html:
        """Return a picture of the author's own LaTeX, for which there is no HTML, as an image."""
        begin = rf"\begin{{{environment}}}"
        words = described(options)
        if words is None:
            message = f"this {environment} has no words for those who do not see it"
            raise InputError(Diagnostic(message, hint=rf"write {begin}[alt={{what it shows}}]"))
        return self._set(rf"{begin}[{options}]{latex}\end{{{environment}}}", words)

    def _set(self, latex: str, words: str) -> Html:
        if self.typeset is None:
            raise InputError(Diagnostic("a picture that TeX has to set has no place here"))
        image = self.typeset(latex)
        width, height = size_of(image)
        given = f'width="{width}" height="{height}" alt="{escape(words)}"'
        return Html(f'<img class="typeset" src="{address_of(image)}" {given}>')

    def _image(self, name: str, given: str = "") -> Html:
        file = self.picture_files(name)
        if file is None:
            raise InputError(Diagnostic(f"there is no picture '{name}'"))
        words = described(given)
        if words is None:
            message = f"the picture '{name}' has no words for those who do not see it"
            raise InputError(Diagnostic(message, hint=_HOW_TO_DESCRIBE))
        return Html(f'<img src="{data_address(file)}" alt="{escape(words)}">')


_STYLE, _POLICY = "\ufdd3style\ufdd3", "\ufdd3policy\ufdd3"


def _policy(style: str, script: str) -> str:
    """Return a content security policy for this style, this script, images in the page, and no more."""
    return (
        f"default-src 'none'; style-src {_source_of(style)}; script-src {_source_of(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source_of(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _address(latex: str) -> str:
    """Return a link's address as it was before TeX's own signs were marked in it."""
    found = re.sub(r"\\string~", "~", latex)
    found = re.sub(r"\\([%#&_])", r"\1", found).replace(r"\%24", "$")
    return found if re.match(r"(?:https?|mailto):|[#/.\w]*\Z", found) else "#"


def _outline(pieces: Sequence[str]) -> tuple[Html, tuple[_Section, ...]]:
    """Divide the page at its headings: what stands before the first, and the sections with their parts."""
    opening, blocks = list[str](), list[tuple[str, list[str]]]()
    for piece in pieces:
        if _HEADING.match(piece):
            moved = list[str]()
            before = blocks[-1][1] if blocks else opening
            # A label that stands before a heading is the heading's.
            while before and _ANCHOR.sub("", before[-1]).strip() == "":
                moved.insert(0, before.pop())
            blocks.append((piece, moved))
        else:
            (blocks[-1][1] if blocks else opening).append(piece)
    sections = list[_Section]()
    for heading, content in blocks:
        level, part = _part(heading, content, f"section-{len(sections) + 1}")
        if level == "2" or not sections:
            sections.append(_Section(part.id, part.title, part.heading, part.content))
        else:
            sections[-1] = replace(sections[-1], parts=(*sections[-1].parts, part))
    return Html("\n".join(opening)), tuple(sections)


def _part(heading: str, content: Sequence[str], id: str) -> tuple[str, _Part]:
    found = _HEADING.match(heading)
    if found is None:
        raise ValueError(heading)
    level, given, title = found.groups()
    body = "\n".join(content)
    anchor = _ANCHOR.search(title) or _ANCHOR.match(body.strip())
    if anchor:
        id = anchor[1]
        title, body = title.replace(anchor[0], ""), body.replace(anchor[0], "", 1)
    whole = Html(f'<h{level}{given} id="{id}-heading">{title.strip()}</h{level}>')
    return level, _Part(id, Html(_POINTS.sub("", title).strip()), whole, Html(body))
