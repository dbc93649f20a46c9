"""People and organisations for tests. A role is a flag: `UserFactory(coordinator=True)`."""

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role


class OrganisationFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda number: f"Rushford {number} GP practice")
    kind = Organisation.Kind.PRACTICE

    class Meta:
        model = Organisation

    class Params:
        icb = factory.Trait(
            kind=Organisation.Kind.ICB,
            name=factory.Sequence(lambda number: f"NHS Rushford {number} ICB"),
            region="North West",
        )


#: `UserFactory(coach=True, editor=True)`: each flag adds a role.
ROLE_FLAGS = {
    "coach": Role.COACH,
    "coordinator": Role.COORDINATOR,
    "safeguarding_lead": Role.SAFEGUARDING_LEAD,
    "editor": Role.EDITOR,
    "reviewer": Role.REVIEWER,
    "organisation_lead": Role.ORGANISATION_LEAD,
    "administrator": Role.ADMINISTRATOR,
}


class UserFactory(factory.django.DjangoModelFactory):
    """A learner without a password. `password="…"` sets one; `roles=[Role.COACH]` or a flag adds roles."""

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    preferred_name = factory.Sequence(lambda number: f"Ted {number}")
    adult_confirmed_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = User

    @classmethod
    def _create(cls, model_class, *args, password=None, roles=(), **fields):
        roles = [*roles, *(role for flag, role in ROLE_FLAGS.items() if fields.pop(flag, False))]
        person = model_class.objects.create_user(*args, password=password, **fields)
        person.groups.set([Group.objects.get_or_create(name=str(role))[0] for role in roles])
        return person
