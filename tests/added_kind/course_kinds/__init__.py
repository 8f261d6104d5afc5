"""Kinds of question that one course has and `backproof` does not."""
