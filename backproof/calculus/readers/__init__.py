"""Readers of printed formulas; they share no code with the printers, the parser or the evaluation."""
