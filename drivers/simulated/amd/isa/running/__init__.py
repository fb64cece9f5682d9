"""Programs made ready to run: their handlers, compiled and kept, and how waves begin."""
