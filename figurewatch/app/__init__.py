"""Puts the parts together; the only package that reads clock, environment and argv."""
