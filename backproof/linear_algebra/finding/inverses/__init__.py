"""Inverses: by elimination, from those of parts, and of matrices with sines and cosines."""
