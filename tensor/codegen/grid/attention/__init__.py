"""Attention in one kernel on a grid: how it is recognised, its tiles, and the loop over keys."""
