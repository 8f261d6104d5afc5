"""Relations and hypotheses as people write them, and what follows from these for numbers."""
