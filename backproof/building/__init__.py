"""Incremental builds: fingerprints, dependency tracking, the cache and the worker pool."""
