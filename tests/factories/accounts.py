"""People and organisations for tests. A role is a trait: `UserFactory(coordinator=True)`."""

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


class UserFactory(factory.django.DjangoModelFactory):
    """A learner without a password. `roles=[Role.COACH]` or a trait adds roles; `password="…"` sets one."""

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    preferred_name = factory.Sequence(lambda number: f"Ted {number}")
    adult_confirmed_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        coach = factory.Trait(roles=[Role.COACH])
        coordinator = factory.Trait(roles=[Role.COORDINATOR])
        safeguarding_lead = factory.Trait(roles=[Role.SAFEGUARDING_LEAD])
        editor = factory.Trait(roles=[Role.EDITOR])
        reviewer = factory.Trait(roles=[Role.REVIEWER])
        organisation_lead = factory.Trait(roles=[Role.ORGANISATION_LEAD])
        administrator = factory.Trait(roles=[Role.ADMINISTRATOR])

    @classmethod
    def _create(cls, model_class, *args, password=None, **kwargs):
        return model_class.objects.create_user(*args, password=password, **kwargs)

    @factory.post_generation
    def roles(self, create, roles, **kwargs):
        if create and roles:
            self.groups.set([Group.objects.get_or_create(name=str(role))[0] for role in roles])
