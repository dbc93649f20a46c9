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
    Term.Kind.FREQUENCY: "meeting_frequency",
    Term.Kind.LENGTH: "meeting_length",
    Term.Kind.CONDITION: "conditions",
    Term.Kind.EXPERIENCE: "lived_experience",
}


def load_terms(loader):
    """One row per entry, in the order of the file."""
    lists = read("lists")
    for kind, name in LISTS.items():
        for order, entry in enumerate(_entries(lists[name]), start=1):
            loader.row(
                key=f"{name}:{entry['key']}",
                model=Term,
                find={"kind": kind.value, "key": entry["key"]},
                values={
                    "label": entry["label"],
                    "label_cy": entry.get("cy", ""),
                    "label_ur": entry.get("ur", ""),
                    "order": order,
                    "is_retired": entry.get("retired", False),
                },
            )


def _entries(found) -> list[dict]:
    """The entries of one list; an entry for somebody's own words is a field of its own."""
    listed = found["labels"] if isinstance(found, dict) else found
    return [entry for entry in listed if "free_text" not in entry]


def load_agreement(loader):
    """The wording for all programmes. An editor's newer version wins, for the newest one counts."""
    shipped = read("agreement")
    loader.row(
        key=f"agreement:{shipped['version']}",
        model=AgreementText,
        find={"programme": None, "version": shipped["version"]},
        values={"text": shipped["text"].strip(), "made_at": shipped["made_at"]},
    )
