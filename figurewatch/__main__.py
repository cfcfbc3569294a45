"""`python -m figurewatch` is the command `figurewatch`."""

from figurewatch.app.cli import main

main()
