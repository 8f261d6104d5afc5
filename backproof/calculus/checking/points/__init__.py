"""Test points: sizes and values at which a claim is tried, under its hypotheses."""
