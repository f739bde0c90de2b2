"""Expressions over whole tables."""
