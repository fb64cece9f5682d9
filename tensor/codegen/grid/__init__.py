"""Kernels for cards that run a grid of work-items, whoever makes the card."""
