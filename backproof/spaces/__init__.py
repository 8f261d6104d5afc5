"""Dimensions of spaces, each with a proof from both sides.

`dimension.py` is the entry point: it turns plain data into a `result.Dimension`. A space is read (`syntax`,
`reading`), written as columns (`vectors`, `subspaces`, `polynomials`, `functions` with `coordinates`),
reduced (`elimination`), and split into cases by its symbols (`cases`). The claims are then checked from
their plain data alone (`verify` and the modules named after it), by arithmetic that shares nothing with the
elimination (`walks`, `balls`, `exact_matrices`).
"""
