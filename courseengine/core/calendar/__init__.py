"""Everybody's dates in one list."""
