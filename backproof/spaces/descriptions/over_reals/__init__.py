"""Complex spaces over the real numbers, and Hermitian matrices, as they are asked for."""
