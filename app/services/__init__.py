"""One use case a function. Services never commit: the caller's transaction does, on return."""
