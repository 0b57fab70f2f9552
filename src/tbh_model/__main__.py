"""`python -m tbh_model` is the `tbh` command."""

from tbh_model.cli import main

main()
