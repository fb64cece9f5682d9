"""Instructions as assembly text."""
