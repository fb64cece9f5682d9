"""Schedules that were measured: how they are found, and where they are kept."""
