"""Expressions as VBA."""
