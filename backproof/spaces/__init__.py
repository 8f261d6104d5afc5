"""Dimensions of spaces, each with a proof from both sides.

`dimension.py` is the way in: plain data to a `result.Dimension`. A space is read (`syntax`, `reading`),
written as columns (`vectors`, `subspaces`, `polynomials`, `functions` with `coordinates`), reduced
(`elimination`), and told apart by its symbols (`cases`). What was claimed is then judged from its plain data
alone (`verify` and the modules named after it), by arithmetic that shares nothing with the elimination
(`walks`, `balls`, `exact_matrices`).
"""
