"""LaTeX to PDF: the engine, the dumped preamble, the passes to the fixed point, the log."""
