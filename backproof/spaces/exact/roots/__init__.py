"""Sums of real roots, nested ones too, and elimination in their own arithmetic."""
