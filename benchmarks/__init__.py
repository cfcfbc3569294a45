"""Measures of speed; figures are kept with machine, date and versions in results/."""
