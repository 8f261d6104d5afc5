"""Texts of a template that never reach the page: blocks that its parent lacks, and text outside of blocks.

Jinja drops both without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import jinja2
from jinja2 import nodes

from backproof.diagnostic import Diagnostic, did_you_mean
from backproof.terminal.console import shown
from backproof.writing.mistakes.template_errors import read

_EXTENDS = "extends"


def lost_texts(env: jinja2.Environment, templates: Sequence[jinja2.Template]) -> list[Diagnostic]:
    """Return an error for each block and text of the templates, all in use, that is dropped."""
    found: list[Diagnostic] = []
    for template in templates:
        source = read(Path(template.filename)) if template.filename else None
        if source is not None and _EXTENDS in source:
            found += _lost(env, source, template)
    return found


def _lost(env: jinja2.Environment, source: str, template: jinja2.Template) -> Iterator[Diagnostic]:
    body = env.parse(source, template.name, template.filename).body
    parent = next((node.template for node in body if isinstance(node, nodes.Extends)), None)
    if not isinstance(parent, nodes.Const):
        return
    known = set(_blocks(env, parent.value))
    for node in body:
        if isinstance(node, nodes.Block) and node.name not in known:
            hint = did_you_mean(node.name, known) or f"it has {', '.join(sorted(known)) or 'none'}"
            message = f"there is no block '{node.name}' in {parent.value}, so that its text would be lost"
            yield _at(source, template, node.lineno, node.name, Diagnostic(message, hint=hint))
    for line, text in _outside(body):
        message = f"text outside of a block is lost, as this template extends {parent.value}"
        hint = "put it into one of the blocks: " + ", ".join(sorted(known))
        yield _at(source, template, line, text, Diagnostic(message, hint=hint))


def _blocks(env: jinja2.Environment, name: str) -> Iterable[str]:
    """Yield the names of the blocks of a template and of those that it extends."""
    template = env.get_template(name)
    yield from template.blocks
    source = read(Path(template.filename)) if template.filename else None
    if source is not None and _EXTENDS in source:
        tree = env.parse(source, template.name, template.filename)
        for node in tree.find_all(nodes.Extends):
            if isinstance(node.template, nodes.Const):
                yield from _blocks(env, node.template.value)


def _outside(body: Sequence[nodes.Node]) -> Iterator[tuple[int, str]]:
    """Yield the first line of each text between the blocks, with its number; comments of TeX are none."""
    for node in body:
        data = (
            [part for part in node.nodes if isinstance(part, nodes.TemplateData)]
            if isinstance(node, nodes.Output)
            else []
        )
        for part in data:
            for number, line in enumerate(part.data.split("\n")):
                if line.strip() and not line.lstrip().startswith("%"):
                    yield part.lineno + number, line.strip()
                    break


def _at(source: str, template: jinja2.Template, line: int, word: str, fault: Diagnostic) -> Diagnostic:
    text = source.split("\n")[line - 1]
    column = text.find(word) + 1 or None
    return replace(fault, file=shown(template.filename or ""), line=line, column=column, source=text)
