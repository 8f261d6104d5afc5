"""The program that judges proofs, whose functions the proofreading shares; it carries no annotations."""

from typing import Any

from backproof.proof import verify as _verify

verify: Any = _verify
