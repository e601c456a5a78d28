"""Benchmarks: `python -m tests.bench` measures and writes docs/benchmarks.md. Not run as tests."""
