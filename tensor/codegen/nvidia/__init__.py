"""What is NVIDIA's alone among the grids: PTX, and the warpgroups of Hopper."""
