"""Identities and inequalities of matrix expressions: proved under hypotheses by rewriting, or refuted."""
