"""The matrix of a linear map, of vectors or of polynomials, in given bases."""
