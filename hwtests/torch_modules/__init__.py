"""Tests of modules of PyTorch that run here."""
