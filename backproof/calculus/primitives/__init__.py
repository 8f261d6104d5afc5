"""The primitives: one record for each elementwise function, and one for each operation on a whole matrix."""
