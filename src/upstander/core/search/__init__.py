"""Analysers, vocabulary and query parsing for six languages. Pure Python; the index is foundation/search."""
