"""`python -m recap`: the same as the command `recap`, for machines without it on their path."""

from recap.cli import main

main()
