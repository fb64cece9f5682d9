"""Factorisations of small dense matrices as native functions of this machine's processor."""
