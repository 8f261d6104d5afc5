"""The minimiser of a quadratic in matrix form: ridge, weighted least squares, MAP; or a dual function."""
