"""The Markdown parser: CommonMark with tables, typographic quotation marks, and formulas between dollars."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar

_Rule = Callable[[StateInline, bool], bool]
_DISPLAYS = math_block_dollar(allow_labels=False, allow_blank_lines=False)
# A formula may end a paragraph without an empty line between them.
_INTERRUPTED = {"alt": ["paragraph", "reference", "blockquote", "list"]}


class _Markdown(MarkdownIt):
    """A parser that leaves addresses as they are written, to be judged by whoever reads the tokens."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


@cache
def parser() -> MarkdownIt:
    """Return the parser; `meta["start"]` of an inline token is its offset in the block's content."""
    markdown = _Markdown("commonmark", {"html": True, "typographer": True})
    markdown.enable(["table", "smartquotes"])
    markdown.use(dollarmath_plugin)
    formulas = math_inline_dollar(allow_space=False, allow_digits=True, allow_double=True)
    placed = {"math_inline": formulas, "link": link, "image": image, "html_inline": html_inline}
    for name, rule in (placed | {"autolink": autolink}).items():
        markdown.inline.ruler.at(name, _placed(rule))
    markdown.inline.ruler.after("math_inline", "stray_dollar", _placed(_stray_dollar))
    markdown.block.ruler.at("math_block", _display, _INTERRUPTED)  # type: ignore[arg-type]
    return markdown


def _placed(rule: _Rule) -> _Rule:
    """Return the rule such that the first token that it makes has its place."""

    def placing(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        # The words before it, which are still pending, become a token of their own first.
        waiting = bool(state.pending)
        found = rule(state, silent)
        if found and not silent:
            state.tokens[count + waiting].meta["start"] = start
        return found

    return placing


def _display(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a displayed formula; asked silently, only say whether there is one."""
    count, line = len(state.tokens), state.line
    found = _DISPLAYS(state, start, end, silent)
    if silent:
        del state.tokens[count:]
        state.line = line
    return found


def _stray_dollar(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    if not silent:
        state.push("stray_dollar", "", 0)
    state.pos += 1
    return True
