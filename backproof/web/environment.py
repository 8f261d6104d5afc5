"""The environments of a page: of its HTML templates, and of the LaTeX ones that give way to those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context, Macro, TemplateReference
from markupsafe import Markup

from backproof.answer import Latex
from backproof.web import filters
from backproof.web.markup import Html, escape, joined
from backproof.writing.escape import Repertoire
from backproof.writing.render import Kinds, LatexEnvironment, keep_compiled
from backproof.writing.sandbox import SandboxedLatexEnvironment

# A browser has, or finds, a font for every character.
ANY = Repertoire("a browser", lambda _: True)
_LATEX, _HTML = ".tex.j2", ".html.j2"


def _added(left: Any, right: Any) -> Any:
    if isinstance(left, Markup) or isinstance(right, Markup):
        return joined((left, right))
    return left + right


class _HtmlTemplate(jinja2.Template):
    """A compiled template whose values are escaped by `markup.escape`."""

    @classmethod
    def _from_namespace(
        cls, environment: jinja2.Environment, namespace: Any, globals: Any
    ) -> jinja2.Template:
        namespace.update(
            Markup=Html,
            escape=escape,
            added=_added,
            markup_join=joined,
            Macro=Macro,
            TemplateReference=TemplateReference,
        )
        return super()._from_namespace(environment, namespace, globals)


class _OfPages:
    """The parts of Jinja as they are, whose own escaping is that of HTML, and the filters that make HTML."""

    template_class: Any = _HtmlTemplate
    context_class: Any = Context

    def __init__(
        self, folders: Sequence[Path], repertoire: Repertoire = ANY, kinds: Kinds = lambda _: None
    ) -> None:
        super().__init__(folders, repertoire, kinds)  # type: ignore[call-arg]
        self.filters: dict[str, Callable[..., Any]] = filters.all_filters(self.filters)
        self.globals: dict[str, Any] = {"range": range, "zip": zip, "dict": dict, "enumerate": enumerate}


class _HtmlEnvironment(_OfPages, LatexEnvironment):
    """The environment of HTML templates, in the syntax and the layers of the LaTeX ones."""


class _SandboxedHtmlEnvironment(_OfPages, SandboxedLatexEnvironment):
    """The environment of HTML templates that are not trusted."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.guard()


class _OfBodies:
    """Lets a LaTeX template give way to the HTML template of its name in the same layer or in one above.

    In its place stands `\\bphtml{n}`; `given_way` are the HTML templates, each with its variables.
    """

    given_way: list[tuple[str, dict[str, Any]]]
    loader: Any
    globals: dict[str, Any]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.given_way = []
        self.loader = _GivingWay(self.loader)
        self.globals |= {"html_instead": self._instead}

    @jinja2.pass_context
    def _instead(self, context: Context, name: str) -> Latex:
        self.given_way.append((name, context.get_all()))
        return Latex(rf"\bphtml{{{len(self.given_way) - 1}}}")


class BodyEnvironment(_OfBodies, LatexEnvironment):
    """The environment of the LaTeX that a page is translated from."""


class SandboxedBodyEnvironment(_OfBodies, SandboxedLatexEnvironment):
    """The environment of such LaTeX where templates are not trusted."""


class _GivingWay(jinja2.BaseLoader):
    """Loads what another loader finds; for a LaTeX template that gives way, a call of the HTML one."""

    def __init__(self, found: Any) -> None:
        self.found = found

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        if template.endswith(_LATEX) and self._gives_way(environment, template):
            name = template.removesuffix(_LATEX) + _HTML
            _, file, fresh = self.found.get_source(environment, name)
            return rf'\VAR{{ html_instead("{name}") }}', file, fresh
        source: tuple[str, str, Any] = self.found.get_source(environment, template)
        return source

    def _gives_way(self, environment: jinja2.Environment, template: str) -> bool:
        layers = self.found.own.searchpath

        def layer(name: str) -> int | None:
            try:
                file = self.found.get_source(environment, name)[1]
            except jinja2.TemplateNotFound:
                return None
            within = (i for i, folder in enumerate(layers) if Path(file).is_relative_to(folder))
            return next(within, len(layers))

        html, latex = layer(template.removesuffix(_LATEX) + _HTML), layer(template)
        return html is not None and (latex is None or html <= latex)

    def list_templates(self) -> list[str]:
        listed: list[str] = self.found.list_templates()
        return listed


def environments(
    folders: Sequence[Path], kinds: Kinds, *, sandboxed: bool = False, cache: Path | None = None
) -> tuple[BodyEnvironment | SandboxedBodyEnvironment, LatexEnvironment]:
    """Create the environments of a page's LaTeX and of its HTML templates.

    `cache` is a folder for compiled templates; untrusted ones are never cached.
    """
    if sandboxed:
        return SandboxedBodyEnvironment(folders, ANY, kinds), _SandboxedHtmlEnvironment(folders, ANY, kinds)
    body, html = BodyEnvironment(folders, ANY, kinds), _HtmlEnvironment(folders, ANY, kinds)
    if cache is not None:
        keep_compiled(body, cache)
        keep_compiled(html, cache)
    return body, html
