"""Queries named after the screens that ask. Nothing here writes."""
