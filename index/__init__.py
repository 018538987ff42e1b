"""The search: passages become vectors, words and a store, and queries become hits."""
