"""Build times as ratios to bare TeX: run by `python -m benchmarks.build`."""
