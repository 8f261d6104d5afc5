"""The page read back: each formula and listing of its HTML held against the document's LaTeX."""
