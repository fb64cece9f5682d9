"""What each instruction does, a file for each kind."""
