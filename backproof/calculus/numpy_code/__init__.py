"""Generation of NumPy code as a careful person would write it."""
