"""What we call people on the pages of two who work together. Never by their e-mail address."""

from django.utils.translation import gettext as _


def called(*, person) -> str:
    """The name a person chose; somebody who chose none stays without one."""
    return person.preferred_name or _("Somebody without a name here")


def called_short(*, person) -> str:
    """The first word of the name."""
    return called(person=person).split(" ")[0] if person.preferred_name else called(person=person)
