"""Constants such as pi, log(2) and exp(1): canonical forms, by generators and polynomials in these."""
