"""Results in numbers at a point, with their evidence."""
