"""Rendering of templates: Jinja with LaTeX delimiters, escaping every value whose type is not `Latex`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.loaders import split_template_path
from jinja2.runtime import BlockReference, Context, Macro, TemplateReference
from markupsafe import Markup

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.writing import filters
from backproof.writing.bytecode import CompiledTemplates
from backproof.writing.escape import PDFLATEX, Repertoire, concatenated, escape, using
from backproof.writing.lexing import keeping
from backproof.writing.mistakes import template_errors
from backproof.writing.mistakes.overrides import lost_texts

SHARED, DEFAULT, _KINDS = "shared/", "default/", "kinds/"
DRAWINGS = "drawings"
DEFAULTS = tuple(Path(__file__).parents[1] / room / "templates" for room in ("writing", "web"))
"""The folders of the default templates: the document's, and the page's."""
_MAX_TEXT = 50_000_000
Kinds = Callable[[str], Path | None]
"""The folder of a kind of question by its name; None for no kind."""
Observer = Callable[[nodes.Template, str, str], nodes.Template]


@dataclass(frozen=True)
class Rendered:
    """A template's LaTeX, and the template files used, in the order of their first use."""

    text: str
    template: str
    files: tuple[Path, ...]


class _Undefined(jinja2.StrictUndefined):
    """Raises on every use, and keeps the searched object for the hint."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise template_errors.UndefinedNameError(
            self._undefined_message, self._undefined_obj, self._undefined_name
        )

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error
    __add__ = __radd__ = __mod__ = __call__ = __getitem__ = __contains__ = _fail_with_undefined_error


class _LatexBlock(BlockReference):
    def __call__(self) -> Latex:
        return Latex(super().__call__())

    @property
    def super(self) -> Any:
        parent = super().super
        if isinstance(parent, BlockReference):
            return _LatexBlock(parent.name, parent._context, parent._stack, parent._depth)
        return parent


class _LatexContext(Context):
    def super(self, name: str, current: Any) -> Any:
        return _as_latex_block(super().super(name, current))


class _LatexTemplateReference(TemplateReference):
    def __getitem__(self, name: str) -> Any:
        return _as_latex_block(super().__getitem__(name))


def _as_latex_block(block: Any) -> Any:
    if isinstance(block, BlockReference):
        return _LatexBlock(block.name, block._context, block._stack, block._depth)
    return block


class _LatexMacro(Macro):
    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:
        value = super()._invoke(arguments, autoescape)
        return Latex(value) if isinstance(value, Markup) else value


def _latex_join(parts: Iterable[Any]) -> Latex:
    joined = concatenated(parts)
    _require_length(len(joined))
    return joined


def _require_length(length: int) -> None:
    if length > _MAX_TEXT:
        raise InputError(Diagnostic(f"text grew beyond {_MAX_TEXT:,} characters"))


class _LatexTemplate(jinja2.Template):
    """A compiled template that escapes for LaTeX instead of HTML."""

    @classmethod
    def _from_namespace(
        cls, environment: jinja2.Environment, namespace: Any, globals: Any
    ) -> jinja2.Template:
        namespace.update(
            Markup=Latex,
            escape=escape,
            added=added,
            multiplied=_multiplied,
            markup_join=_latex_join,
            Macro=_LatexMacro,
            TemplateReference=_LatexTemplateReference,
        )
        return super()._from_namespace(environment, namespace, globals)


def added(left: Any, right: Any) -> Any:
    """Return the sum; data added to LaTeX is escaped, and the sum is LaTeX."""
    if isinstance(left, Latex) or isinstance(right, Latex):
        return concatenated((left, right))
    return left + right


def _multiplied(left: Any, right: Any) -> Any:
    """Return the product; InputError for a text that is repeated into more than any document holds."""
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, (str, list, tuple)) and isinstance(count, int):
            _require_length(len(sequence) * count)
    return left * right


class _LatexCodeGenerator(CodeGenerator):
    """Treats only template text as constant: Jinja's constant folding would escape values for HTML."""

    def visit_Add(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802
        if self.environment.sandboxed:
            super().visit_Add(node, frame)
            return
        self.write("added(")
        self.visit(node.left, frame)
        self.write(", ")
        self.visit(node.right, frame)
        self.write(")")

    def visit_Mul(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802
        if self.environment.sandboxed:
            super().visit_Mul(node, frame)
            return
        self.write("multiplied(")
        self.visit(node.left, frame)
        self.write(", ")
        self.visit(node.right, frame)
        self.write(")")

    def visit_ScopedEvalContextModifier(  # noqa: N802
        self, node: nodes.ScopedEvalContextModifier, _: Frame
    ) -> None:
        """Refuse `autoescape`, as nothing reaches the LaTeX unescaped."""
        self.fail("every value is escaped: there is no 'autoescape' here", node.lineno)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if isinstance(node, nodes.TemplateData):
            return super()._output_child_to_const(node, frame, finalize)
        raise nodes.Impossible


def _insertable(value: Any) -> Any:
    """Return a value that has a text of its own; InputError for None, and for one that is shown as code."""
    if value is None:
        raise InputError(Diagnostic("there is no value to insert here: it is None"))
    # A named tuple or a record is shown as code, a list as a list.
    if type(value) not in _SHOWN and getattr(type(value), "__str__") is object.__str__:  # noqa: B009
        raise InputError(template_errors.without_text(value))
    return value


_SHOWN = (bool, int, float, complex, list, tuple)


class _Folders(jinja2.FileSystemLoader):
    """Folders of templates, which have to be UTF-8."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        try:
            found = super().get_source(environment, template)
        except UnicodeDecodeError:
            pieces = split_template_path(template)
            paths = (Path(folder, *pieces) for folder in self.searchpath)
            raise InputError(template_errors.not_utf8(next(filter(Path.is_file, paths)))) from None
        if "\0" in found[0]:
            raise InputError(template_errors.not_utf8(Path(found[1])))
        return found


class _Loader(jinja2.BaseLoader):
    """Searches the folders in order, then the package's defaults; a kind's are in the folder of the kind.

    For templates that extend another of the same name, `shared/NAME` is the last folder's file, or else the
    default, and `default/NAME` is the default.
    """

    def __init__(self, folders: Sequence[Path], kinds: Kinds) -> None:
        self.kinds = kinds
        self.own, self.shared, self.default = (
            _Folders([str(folder) for folder in found], encoding="utf-8-sig")
            for found in ([*folders, *DEFAULTS], [*folders[-1:], *DEFAULTS], DEFAULTS)
        )

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        for loader, prefix in ((self.own, ""), (self.shared, SHARED), (self.default, DEFAULT)):
            if template.startswith(prefix):
                with suppress(jinja2.TemplateNotFound):
                    return loader.get_source(environment, template.removeprefix(prefix))
        return self._of_kind(environment, template)

    def _of_kind(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        """Return `kinds/KIND/NAME`, the file NAME in the folder of the kind or in that of its drawings."""
        name = template.removeprefix(SHARED).removeprefix(DEFAULT)
        kind, _, file = name.removeprefix(_KINDS).partition("/")
        folder = self.kinds(kind) if name.startswith(_KINDS) else None
        if folder is None:
            raise jinja2.TemplateNotFound(template)
        try:
            found = _Folders([str(folder), str(folder / DRAWINGS)], encoding="utf-8-sig")
            return found.get_source(environment, file)
        except jinja2.TemplateNotFound:
            raise jinja2.TemplateNotFound(template) from None

    def list_templates(self) -> list[str]:
        return self.own.list_templates()


class LatexEnvironment(jinja2.Environment):
    r"""Jinja with `\BLOCK{...}`, `\VAR{...}`, `\#{...}`, `%%` lines, and escaping for LaTeX."""

    template_class = _LatexTemplate
    context_class = _LatexContext
    code_generator_class = _LatexCodeGenerator

    def __init__(
        self, folders: Sequence[Path], repertoire: Repertoire, kinds: Kinds = lambda _: None
    ) -> None:
        super().__init__(
            block_start_string=r"\BLOCK{",
            block_end_string="}",
            variable_start_string=template_errors.VARIABLE,
            variable_end_string="}",
            comment_start_string=r"\#{",
            comment_end_string="}",
            line_statement_prefix="%%",
            undefined=_Undefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=True,
            finalize=_insertable,
            optimized=False,
            auto_reload=True,
            loader=_Loader(folders, kinds),
        )
        self.observer: Observer | None = None
        self.kept_in: Path | None = None
        self.folders = tuple(folders)
        self.kinds = kinds
        self.repertoire = repertoire
        self.filters = filters.all_filters(self.filters)
        self.globals = dict(filters.GLOBALS)

    def begin(self) -> None:
        """Begin a rendering."""

    def counted(self, pieces: Iterable[str]) -> Iterable[str]:
        """Return the pieces of a template's output; untrusted templates have a bound on them."""
        return pieces

    def observed(self, observer: Observer) -> LatexEnvironment:
        """Return the same environment with `observer` applied to each parsed template."""
        twin = type(self)(self.folders, self.repertoire, self.kinds)
        twin.observer = observer
        return twin

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template_errors.refuse_usual_signs(source, name, filename)
        tree = super()._parse(source, name, filename)
        return self.observer(tree, source, filename or "") if self.observer else tree


def _compiler() -> str:
    """Return a cache key for how this module compiles templates; Jinja adds its version and Python's."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def keep_compiled(env: LatexEnvironment, cache: Path) -> None:
    """Keep the environment's compiled templates and lexed programs in this folder."""
    env.bytecode_cache = CompiledTemplates(cache, _compiler())
    env.kept_in = cache


def environment(
    folders: Sequence[Path],
    *,
    kinds: Kinds = lambda _: None,
    repertoire: Repertoire = PDFLATEX,
    sandboxed: bool = False,
    cache: Path | None = None,
) -> LatexEnvironment:
    """Create the environment that finds templates in `folders`, overriding ones first, then the defaults.

    `kinds` returns the folder of a kind of question, whose templates are `kinds/KIND/NAME`.
    `cache` is a folder for compiled templates and lexed programs; untrusted templates are never cached.
    """
    if not sandboxed:
        env = LatexEnvironment(folders, repertoire, kinds)
        if cache is not None:
            keep_compiled(env, cache)
        return env
    from backproof.writing.sandbox import SandboxedLatexEnvironment

    return SandboxedLatexEnvironment(folders, repertoire, kinds)


@contextmanager
def telling(env: LatexEnvironment, template: str, context: Mapping[str, Any]) -> Iterator[None]:
    """Tell each error of a template inside the `with` block as InputError, at its file and line."""
    with using(env.repertoire) if env.repertoire else nullcontext(), keeping(env.kept_in):
        env.begin()
        try:
            yield
        except jinja2.TemplateNotFound as error:
            raise InputError(
                template_errors.not_found(error, template, env.folders, env.list_templates())
            ) from error
        except jinja2.TemplateSyntaxError as error:
            raise InputError(template_errors.syntax_fault(error, env)) from error
        except Exception as error:
            raise InputError(*template_errors.faults(error, context, env)) from error


def render(
    env: LatexEnvironment, template: str, context: Mapping[str, Any], until: str | None = None
) -> Rendered:
    """Render `template` to LaTeX; with `until`, only up to the first occurrence of that text.

    Raises InputError with the template's file and line for a syntax error, an undefined name, a character
    without a glyph, or an error inside a filter.
    """
    frozen = MappingProxyType(dict(context))
    with telling(env, template, frozen):
        found = env.get_template(template)
        text = found.render(frozen) if until is None else _before(until, env.counted(found.generate(frozen)))
    # What is observed was rendered before; and the marks around its texts would make texts of comments.
    if until is None and not env.observer and (lost := lost_texts(env, list((env.cache or {}).values()))):
        raise InputError(*lost)
    return Rendered(text, template, _files(env))


def require_readable(env: LatexEnvironment, names: Iterable[str]) -> None:
    """Raise InputError if one of the templates, or those used so far, can't be read or has lost texts."""
    for name in names:
        with telling(env, name, {}):
            env.get_template(name)
            lost = lost_texts(env, list((env.cache or {}).values()))
        if lost:
            raise InputError(*lost)


def _before(mark: str, pieces: Iterable[str]) -> str:
    text = ""
    for piece in pieces:
        # Joined as plain text: joining `Latex` with `str` would escape one of them.
        text = "".join((text, piece))
        if mark in text:
            break
    return text.partition(mark)[0]


def _files(env: LatexEnvironment) -> tuple[Path, ...]:
    cache = env.cache or {}
    names = [compiled.filename for compiled in cache.values()]
    return tuple(Path(name) for name in names if name)
