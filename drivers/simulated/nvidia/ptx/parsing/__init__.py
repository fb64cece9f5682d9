"""PTX text to modules, and functions put where they are called."""
