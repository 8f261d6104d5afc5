"""The declarations of style that elements of a page need, as classes: a strict policy refuses them inline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_INLINE = re.compile(r' style="([^"]*)"')
_HEX = re.compile(r"color:#([0-9a-fA-F]{6})")


@dataclass
class Styles:
    """The classes of one page, in the order of their first use; `palette` are colours by name as RRGGBB."""

    palette: dict[str, str]
    _names: dict[str, str] = field(default_factory=dict)

    def class_of(self, declarations: str) -> str:
        """Return the class that has these declarations."""
        return self._names.setdefault(declarations.rstrip(";"), f"s{len(self._names)}")

    def classed(self, html: str) -> str:
        """Return the HTML with classes in place of its inline styles, its colours by those of the scheme."""
        return _INLINE.sub(lambda found: f' class="{self.class_of(self._schemed(found[1]))}"', html)

    def colour(self, name: str) -> str:
        """Return a colour of xcolor's as one of the scheme: `accent`, `accent!70`, mixed with the ground."""
        base, _, share = name.partition("!")
        known = (
            f"var(--{base})"
            if base in self.palette or base in ("white", "black", "quiet", "pale")
            else "currentColor"
        )
        return f"color-mix(in srgb,{known} {share}%,var(--white))" if share else known

    def _schemed(self, declarations: str) -> str:
        names = {value.lower(): name for name, value in self.palette.items()} | {"0000ff": "accent"}

        def named(found: re.Match[str]) -> str:
            name = names.get(found[1].lower())
            return f"color:var(--{name})" if name else found.group()

        return _HEX.sub(named, declarations)

    @property
    def sheet(self) -> str:
        """The style sheet of all classes."""
        return "\n".join(f".{name}{{{declared}}}" for declared, name in self._names.items())
