"""Who may use the page, and from where."""
