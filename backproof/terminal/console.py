"""Text for the terminal and for programs, with nothing but the standard library, and little of it."""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike


def visible(text: str) -> str:
    """Return the text on one line, with each control, zero-width or other unprintable character escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shown(path: str | PathLike[str]) -> str:
    """Return a path with forward slashes: relative to the current folder if it is inside, else absolute."""
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118
    places = (os.path.abspath(path), os.path.realpath(path))  # noqa: PTH100
    inside = next((place.removeprefix(here) for place in places if place.startswith(here)), None)
    return (inside or places[0]).replace(os.sep, "/")


def summary(built: Mapping[str, object], seconds: float) -> str:
    """Return the line about a finished build: its file, its size, and the time that it took."""
    pages = [f"{built['pages']} pages"] if "pages" in built else []
    size = [f"{int(str(built['bytes'])) / 1000:.0f} kB"] if "bytes" in built else []
    checks = [f"{built['checks']} checks passed"] if "checks" in built else []
    facts = (*pages, *size, *checks, f"{seconds:.1f} s")
    return visible(" · ".join((shown(str(built.get("pdf") or built["html"])), *facts)))


def summary_json(built: Mapping[str, object], seconds: float) -> str:
    """Return the same and the build's warnings as JSON."""
    told = ("pdf", "html", "answers", "pages", "bytes", "checks")
    data = {name: built[name] for name in told if name in built} | {"seconds": round(seconds, 3)}
    return json.dumps({**data, "warnings": built["warnings"]}, ensure_ascii=False)
