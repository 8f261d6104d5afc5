"""A proof that travels: each answer's claim and certificate as plain data, and its verifier."""
