"""Machine code to instructions, and those to text in the spelling of Mesa."""
