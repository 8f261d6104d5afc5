"""How long builds take, as ratios to bare TeX: run by `python -m benchmarks.build`."""
