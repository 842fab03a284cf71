"""One module per view module: a request becomes typed values or errors."""
