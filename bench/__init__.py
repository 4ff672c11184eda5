"""Benchmarks. They measure and print; they assert nothing."""
