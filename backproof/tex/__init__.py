"""LaTeX to PDF: the engine, its dumped preamble, its runs to the fixed point, its log."""
