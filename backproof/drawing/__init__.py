"""The drawing kit of all figures: axes, arrows, labels, scales and colours, as TikZ."""
