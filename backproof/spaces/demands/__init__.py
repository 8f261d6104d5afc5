"""Proofs of where functions are defined that share nothing with the engine's."""
