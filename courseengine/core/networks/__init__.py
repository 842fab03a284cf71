"""Across schools: networks and their gatherings, help that schools ask for, and notes of support."""
