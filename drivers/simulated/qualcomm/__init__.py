"""Simulated Adreno cards: KGSL's device file, the command processor, caches, shader processors."""
