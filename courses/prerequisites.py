"""What comes first: lessons, modules and courses that need another one, and circles among them.

A page is known here by its place in the page tree, a string that starts with the places of the pages above
it. `A needs B` means: A, and all inside it, opens when B, and all inside it, is done. A circle is a chain of
needs that comes back to where it started. Nobody could ever begin it, so the needs in it are left aside.

A lesson that needs its own neighbour, which needs the lesson, is a circle. So is a module that needs a module
with a lesson that needs a lesson of the first:

>>> sorted(circular([("C1M1L1", "C1M1L2"), ("C1M1L2", "C1M1L1"), ("C1M1L3", "C1M1L2")]))
[('C1M1L1', 'C1M1L2'), ('C1M1L2', 'C1M1L1')]
>>> sorted(circular([("C1M2", "C1M1"), ("C1M1L1", "C1M2L1")]))
[('C1M1L1', 'C1M2L1'), ('C1M2', 'C1M1')]
>>> circular([("C1M2", "C1M1"), ("C1M3", "C1M2")])
frozenset()
"""

from collections.abc import Iterable

#: The place of the page that waits, and of the page that it needs.
Link = tuple[str, str]


def circular(links: Iterable[Link]) -> frozenset[Link]:
    """The needs that lead back to themselves."""
    links = set(links)
    after = {link: {other for other in links if _leads_to(link, other)} for link in links}
    return frozenset(link for link in links if _comes_back(link, after))


def _leads_to(link: Link, other: Link) -> bool:
    """Whether the page needed by `link` cannot be done before `other` is settled: its own page is that page,
    one above it, or one inside it."""
    needed, waits = link[1], other[0]
    return needed.startswith(waits) or waits.startswith(needed)


def _comes_back(start: Link, after: dict[Link, set[Link]]) -> bool:
    seen, to_see = set(), list(after[start])
    while to_see:
        link = to_see.pop()
        if link == start:
            return True
        if link not in seen:
            seen.add(link)
            to_see.extend(after[link])
    return False
