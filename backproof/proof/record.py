"""The record of a homework's claims and files: `proof.json`, which `verify.py` judges by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from backproof.answer import Solution
from backproof.proof.excerpt import excerpt

VERIFIER = "verify.py"
RECORD = "proof.json"
# Properties that random values are given at once; any other is an equation that they are moved to satisfy.
_DRAWN_AS_DECLARED = frozenset(("", "symmetric", "positive definite", "positive", "invertible"))


def proof_json(solutions: Sequence[Solution], files: Mapping[str, bytes]) -> str:
    """Return the claims of all answers, and the digests of the files handed in, as JSON."""
    claims = {
        answer.id: [{"kind": claim.kind, **claim.data} for claim in answer.claims]
        for solution in solutions
        for answer in solution.answers
    }
    proved = {name: digest(content) for name, content in files.items()}
    return json.dumps({"files": proved, "claims": claims}, indent=1, ensure_ascii=False) + "\n"


def digest(content: bytes) -> str:
    """Return the digest of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def digests(proof: bytes) -> dict[str, str]:
    """Return the digests of the files that a record proves; none if it is no record."""
    try:
        return dict(json.loads(proof)["files"])
    except (ValueError, TypeError, KeyError):
        return {}


def verifier(proof: bytes) -> str:
    """Return the source of the verifier, which imports numpy and nothing of this package, for such claims."""
    return _joined(_claims(proof))


def join_verifier(solutions: Sequence[Solution]) -> None:
    """Make the verifier's source ready, for a record of these solutions that is written later."""
    _joined(_claims(proof_json(solutions, {}).encode()))


def _joined(claims: Sequence[Mapping[str, Any]]) -> str:
    return _source(_kinds(claims), frozenset(key for claim in claims for key in claim))


@cache
def _source(kinds: frozenset[str], keys: frozenset[str]) -> str:
    return excerpt(kinds, keys)


def _claims(proof: bytes) -> list[dict[str, Any]]:
    """Return the claims of a record; none if it is no record."""
    try:
        return [dict(claim) for claims in json.loads(proof)["claims"].values() for claim in claims]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def _kinds(claims: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the kinds of claims, and `hypotheses` if they have any."""
    words = [word for claim in claims for word in claim.get("properties", {}).values()]
    is_constrained = any(claim.get("given") for claim in claims) or not _DRAWN_AS_DECLARED.issuperset(words)
    return frozenset(claim["kind"] for claim in claims) | ({"hypotheses"} if is_constrained else set())
