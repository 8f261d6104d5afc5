"""A homework's numpy scripts: reading them, filling them in, calling their functions, and judging them."""
