"""Answers worded by a language model, each sentence checked before it is shown; off unless an endpoint is set."""
