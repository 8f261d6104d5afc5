"""From answers to LaTeX: the template environment, and the only function that turns data into LaTeX."""
