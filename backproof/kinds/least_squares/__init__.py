"""All minimisers of a least squares problem, and the shortest."""
