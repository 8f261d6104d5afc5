"""Evidence for the printed lines: each is read back and compared with the plain data."""
