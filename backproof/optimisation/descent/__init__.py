"""Steps of descent methods in exact numbers, and the step sizes for which they converge."""
