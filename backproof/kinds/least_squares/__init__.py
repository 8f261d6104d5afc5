"""All minimisers of a least squares problem or of a fit to points, and the shortest."""
