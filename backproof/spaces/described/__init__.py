"""Spaces as people describe them: by conditions, maps, eigenvalues; translated into coordinates."""
