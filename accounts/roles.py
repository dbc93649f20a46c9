"""The roles a person can hold. Each is a Django group of the same name; one person can hold several.

Everybody signed in is a learner, so "learner" is not a group.
"""

from enum import StrEnum


class Role(StrEnum):
    COACH = "Coaches"
    COORDINATOR = "Coordinators"
    SAFEGUARDING_LEAD = "Safeguarding leads"
    EDITOR = "Editors"
    REVIEWER = "Reviewers"
    ORGANISATION_LEAD = "Organisation leads"
    ADMINISTRATOR = "Administrators"


#: Roles that look after other people or other people's words: they need a second factor at sign-in.
STAFF_ROLES = frozenset(Role) - {Role.COACH}

#: Roles that may open the Wagtail admin.
ADMIN_SITE_ROLES = frozenset({Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR})
