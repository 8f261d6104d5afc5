"""Identities and inequalities under hypotheses, proved by rewriting with a reason for every step."""
