"""Compiled versions: what readers open."""
