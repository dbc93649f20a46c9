"""The people of the demonstration, shown on the sign-in page in development. Every name is invented."""

from dataclasses import dataclass

from .roles import Role

DEMO_DOMAIN = "demo.example"
DEMO_PASSWORD = "demo-patient-leaders"  # noqa: S105 (public on purpose, for development only)


@dataclass(frozen=True)
class DemoPerson:
    """`local` is the part of the address before the @; `what` says in a few words who they are."""

    local: str
    name: str
    what: str
    roles: tuple[Role, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.local}@{DEMO_DOMAIN}"


DEMO_PEOPLE = (
    DemoPerson("learner", "Ted W.", "Learner, half-way through a course, has a mentor"),
    DemoPerson("learner2", "Amina J.", "Learner, new, waits for a mentor"),
    DemoPerson("learner3", "Gwen P.", "Learner, has finished a course"),
    DemoPerson("coach", "Comfort A.", "Coach, mentors Ted and others", (Role.COACH,)),
    DemoPerson("coach2", "Derek L.", "Coach, has free places", (Role.COACH,)),
    DemoPerson("coordinator", "Nasreen K.", "Coordinator, with an open matching round", (Role.COORDINATOR,)),
    DemoPerson("coordinator2", "Huw M.", "Coordinator of another area", (Role.COORDINATOR,)),
    DemoPerson("safeguarding", "Marcia B.", "Safeguarding lead", (Role.SAFEGUARDING_LEAD,)),
    DemoPerson("editor", "Eleni C.", "Editor, writes and publishes", (Role.EDITOR,)),
    DemoPerson("reviewer", "Bob F.", "Patient reviewer, checks and comments", (Role.REVIEWER,)),
    DemoPerson("organisation", "Sunita R.", "Organisation lead", (Role.ORGANISATION_LEAD,)),
    DemoPerson("admin", "Patrick O.", "Administrator", (Role.ADMINISTRATOR,)),
)
