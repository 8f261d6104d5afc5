"""Values that are surely enclosed, in FLINT's balls: for the evidence only."""
