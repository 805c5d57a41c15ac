"""Benchmarks: each piece of work beside its floor, in one run, as CPU time and as SQL statements."""
