"""Read quotients of P_n, M_n and R^n by a subspace: P_3 / {p : p(0) = 0}, R^3 / span{(1, 2, 3)}."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from backproof.spaces.descriptions.ambient import (
    MATRICES,
    POLYNOMIALS,
    Ambient,
    ambient_over,
    common_scalars,
    read_ambient,
)
from backproof.spaces.descriptions.description import IMAGE, Described
from backproof.spaces.descriptions.pairs import is_space, read_side
from backproof.spaces.descriptions.reading import stated_over
from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.language.tokens import refuse

_BARE = re.compile(r"^(\{\s*[A-Za-z](?:_?\d)?)\s*(?=[:|])")
# A map between letters alone, such as p -> p': another names its domain.
_BARE_MAP = re.compile(
    r"^(ker|im)\s*\((\s*[A-Za-z]\s*(?:->|\|->|\u21a6|\u2192)(?:(?!\b(?:on|in|from|over|for)\b).)+)\)$"
)
_WITHOUT_SIZE = re.compile(r"^\{\s*((?:[a-z-]+\s+)+(?:matrices|polynomials))\s*\}$", re.IGNORECASE)
_UNKNOWN = {POLYNOMIALS: "p", MATRICES: "A"}


@dataclass(frozen=True)
class Quotient:
    """A space modulo a subspace, which is given by conditions or by elements that span it."""

    text: str
    whole: Ambient
    part: Described

    @property
    def _of_part(self) -> bool:
        """True if the subspace has an unknown in the whole space."""
        return self.part.kind != IMAGE

    @property
    def names(self) -> tuple[str, ...]:
        """The coordinates of an element of the whole space."""
        return (self._of_part and self.part.names) or self.whole.coordinates(
            "a" if self.whole.kind in _UNKNOWN else "x"
        )

    @property
    def unknown(self) -> str:
        """The letter of an element of the whole space."""
        named = (self.part.unknown if self.part.is_named else "v") if self._of_part else ""
        return named or _UNKNOWN.get(self.whole.kind, "x")


def read_quotient(text: str) -> Quotient | None:
    """Read a quotient; None if the text is none."""
    plain = text.replace("$", "").replace(r"\{", "{").replace(r"\}", "}").strip()
    pieces = [piece.strip() for piece in cut(plain, "/")]
    if len(pieces) != 2 or not is_space(pieces[1]):
        return None
    whole = read_ambient(pieces[0])
    if whole is None:
        refuse(f"{pieces[0]!r} stands in front of /", expected="P_n, M_n or R^n")
    part = read_side(_in_whole(pieces[1], pieces[0]), whole)
    if (part.space.kind, part.space.sizes) != (whole.kind, whole.sizes):
        refuse(f"the subspace lies in {part.space.formula.text}, not in {whole.formula.text}")
    return Quotient(text, whole, part)


def _in_whole(part: str, whole: str) -> str:
    """The subspace with the whole space as its own, where its text names none: {p : ...}, ker(p -> p')."""
    part = _WITHOUT_SIZE.sub(rf"{{\1 in {whole}}}", part)
    part = _BARE.sub(lambda found: f"{found[1]} in {whole} ", part)
    return _BARE_MAP.sub(lambda found: f"{found[1]}({found[2]} on {whole})", part)


def quotient_over(asked: Quotient, scalars: str) -> Quotient:
    """The quotient with both spaces over a field ("" for that of the whole space); InputError for two."""
    field = common_scalars([asked.whole, asked.part.ambient])
    over = scalars or field
    return replace(
        asked, whole=ambient_over(asked.whole, over, "the field is"), part=stated_over(asked.part, over)
    )
