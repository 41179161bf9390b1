"""Measures and comparisons, each run by `python -m benchmarks.<name>`."""
