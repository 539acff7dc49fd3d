"""The command line: one module a group of commands; each imports what it uses when it runs."""


def main() -> None:
    """The entry point of `omforent`."""
