"""What is AMD's alone among the grids."""
