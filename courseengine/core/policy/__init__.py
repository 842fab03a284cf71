"""Who may do what: one question, one answer, for page, file, list and figure alike."""
