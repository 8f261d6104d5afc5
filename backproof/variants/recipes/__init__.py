"""Recipes of the values that vary: their keys, and the drawing of values that keep to them."""
