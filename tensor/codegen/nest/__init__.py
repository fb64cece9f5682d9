"""Loop nests: how a fused piece of the graph becomes one, its simplest form, and what it is recognised as."""
