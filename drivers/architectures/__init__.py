"""The architectures of cards, a row of features each: what driver, code generator and simulated card ask.

Nobody compares names. `amd`, `nvidia` and `qualcomm` have the tables.
"""
