"""The HTTP API: search, ask, document."""
