"""Benchmarks: each number beside a peer's or a bare floor's, taken in the same run."""
