"""An orthonormal basis by the Gram-Schmidt process."""
