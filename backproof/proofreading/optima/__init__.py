"""Claims of optimisation in print: worked answers in numbers, and minimisers in matrix form."""
