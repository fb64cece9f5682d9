"""The architectures of cards, a row of features each: what driver, code generator and simulated card ask.

Nobody compares names. `amd` and `nvidia` have the tables.
"""
