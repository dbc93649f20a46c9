"""`./run bench`: every table, or those named: `./run bench pages`. `--small` leaves out large cohorts."""

import sys

from tests.benchmark import matching, pages

TABLES = {"matching": matching.main, "pages": pages.main}


def main(arguments: list[str]) -> None:
    options = [argument for argument in arguments if argument.startswith("-")]
    named = [argument for argument in arguments if argument not in options] or list(TABLES)
    if unknown := set(named) - set(TABLES):
        sys.exit(f"There is no table named {', '.join(unknown)}. There are: {', '.join(TABLES)}.")
    for name in named:
        TABLES[name](options)


if __name__ == "__main__":
    main(sys.argv[1:])
