"""Preparing a clone, and checking it."""
