"""What executes: the command processor, and the shader processors that run dispatches."""
