"""Mean and covariance of a Gaussian vector after a linear map, or given linear equations."""
