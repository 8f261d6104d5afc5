"""Certificates of equal difficulty: the profile of each answer that varies, beside the reference's."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from backproof.variants.declaration import Band
from backproof.variants.profile import Profile

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True)
class Refusal:
    """An attempt that was refused: the values drawn anew after it, the answer it failed at, and why."""

    attempt: int
    values: tuple[str, ...]
    answer: str
    reason: str


@dataclass(frozen=True)
class Compared:
    """The profile of an answer of a variant, that of the reference's, and how far they may differ."""

    answer: str
    band: Band
    found: Profile
    reference: Profile


@dataclass(frozen=True)
class Certificate:
    """The answers that vary, compared with the reference's, and the refused attempts."""

    seed: str
    reference: int
    answers: tuple[Compared, ...]
    refused: tuple[Refusal, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the certificate as plain data, which JSON can state."""
        return {
            "seed": self.seed,
            "reference": self.reference,
            "answers": [
                {
                    "answer": item.answer,
                    "band": msgspec.structs.asdict(item.band),
                    "found": asdict(item.found),
                    "reference": asdict(item.reference),
                }
                for item in self.answers
            ],
            "refused": [asdict(refusal) for refusal in self.refused],
        }

    def as_text(self) -> str:
        """Return the certificate in words, for the key."""
        return _template().render(self.as_data())


@cache
def _template() -> jinja2.Template:
    # Loaded here alone: whoever only reads terms writes no text.
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Plain text: whoever prints it escapes it.
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("certificate.txt.j2")
