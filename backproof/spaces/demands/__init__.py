"""Proofs that functions are defined on a domain, independent of the engine's."""
