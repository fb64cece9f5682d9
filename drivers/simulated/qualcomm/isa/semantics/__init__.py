"""What each instruction does, as functions that write a handler."""
