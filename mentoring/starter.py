"""This room's share of the starter content: the lists that offers and requests choose from, and the wording
of the agreement."""

from home.starter import read

from .models import AgreementText, Term

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


def load_agreement(loader):
    """The wording for all programmes. An editor's newer version wins, for the newest one counts."""
    shipped = read("agreement")
    loader.row(
        key=f"agreement:{shipped['version']}",
        model=AgreementText,
        find={"programme": None, "version": shipped["version"]},
        values={"text": shipped["text"].strip(), "made_at": shipped["made_at"]},
    )
