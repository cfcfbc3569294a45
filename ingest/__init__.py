"""Feeds in, articles out."""
