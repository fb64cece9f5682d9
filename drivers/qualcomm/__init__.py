"""Qualcomm's Adreno GPUs through the vendor kernel's KGSL: memory, contexts, a6xx and a7xx commands."""
