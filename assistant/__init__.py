"""The answers: a question becomes quoted sentences with citations, on the command line and on a page."""
