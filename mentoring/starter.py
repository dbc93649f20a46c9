"""This room's share of the starter content: the lists that offers and requests choose from."""

from home.starter import read

from .models import Term

#: Which list of lists.yaml fills which kind.
LISTS = {
    Term.Kind.GOAL: "goals",
    Term.Kind.SKILL: "skills",
    Term.Kind.ROLE: "roles",
    Term.Kind.TIME: "availability_blocks",
    Term.Kind.MODE: "contact_modes",
    Term.Kind.LANGUAGE: "languages",
    Term.Kind.NEED: "access_needs",
    Term.Kind.STYLE: "working_styles",
}


def load_terms(loader):
    """One row per entry, in the order of the file."""
    lists = read("lists")
    for kind, name in LISTS.items():
        for order, entry in enumerate(lists[name], start=1):
            loader.row(
                key=f"{name}:{entry['key']}",
                model=Term,
                find={"kind": kind.value, "key": entry["key"]},
                values={"label": entry["label"], "order": order, "is_retired": entry.get("retired", False)},
            )
