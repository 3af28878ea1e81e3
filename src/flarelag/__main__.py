"""`python -m flarelag`."""

from flarelag.cli.app import main

main()
