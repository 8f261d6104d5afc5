"""Dimensions that depend on parameters: case distinctions, and conditions without real solutions."""
