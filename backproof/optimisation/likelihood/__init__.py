"""Likelihoods: estimates as their maxima, posteriors of conjugate families, and Gaussian vectors."""
