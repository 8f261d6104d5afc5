"""The tag of a line in which an error arose: Jinja's tracebacks know the line alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import jinja2

from backproof.writing.mistakes.tags import Tag, completed, tags_of


def column(env: jinja2.Environment, line: str, values: Mapping[str, Any], error: Exception) -> int | None:
    """Return the column of the first tag of a line that fails alone, with these values, as the line did.

    A line with a single tag is not tried.
    """
    tags = [tag for tag in tags_of(line) if not tag.keyword.startswith(("end", "else"))]
    if len(tags) == 1:
        return tags[0].at + 1
    return next((tag.at + 1 for tag in tags if _fails(env, tag, values, error)), None)


def _fails(env: jinja2.Environment, tag: Tag, values: Mapping[str, Any], error: Exception) -> bool:
    text = re.sub(r"(?<=\\BLOCK\{)(\W*)elif\b", r"\1if", tag.text)
    alone = Tag(tag.at, text, tag.line)
    try:
        env.from_string(completed(alone)).render(dict(values))
    except Exception as raised:
        return type(raised) is type(error) and str(raised) == str(error)
    return False
