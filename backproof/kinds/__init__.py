"""The kinds of question: one folder each, with its solver, its template and its figures."""
