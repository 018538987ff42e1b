"""The texts: files become documents, sentences and passages."""
