"""Backpropagation by hand: forward, backward and update steps in exact numbers, as a part."""
