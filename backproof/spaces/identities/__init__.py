"""Proofs of identities between functions, independent of the engine."""
