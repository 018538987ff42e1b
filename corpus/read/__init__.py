"""One module a file format: bytes in, documents out."""
