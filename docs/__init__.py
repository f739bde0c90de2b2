"""The manual, and what draws its pictures."""
