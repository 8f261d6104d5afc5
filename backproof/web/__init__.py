"""The page: LaTeX of the templates -> one HTML file, with formulas as MathML and figures as SVG."""
