"""Files that TeX reads: the style, its fonts, and what lies beside the templates."""
