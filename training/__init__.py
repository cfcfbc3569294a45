"""Trains the shipped language pipeline `en_figures` out of open treebanks."""
