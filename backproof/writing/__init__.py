"""Answers to LaTeX: the templates' environment, and the one way in which data becomes LaTeX."""
