"""The cost of a class in core-seconds a copy: run by `python -m benchmarks.classroom`."""
