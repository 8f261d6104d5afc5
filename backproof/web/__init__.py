"""The page: the LaTeX of the templates as HTML, formulas as MathML, figures as SVG, one file without requests."""
