"""Figures in; rows, alerts, pages and metrics out."""
