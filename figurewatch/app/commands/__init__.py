"""The commands, a module for each kind of work; each parses, builds, calls and gives a code."""
