"""What a learner agrees to when they join a mentoring circle. A change of meaning is a new version."""

from django.utils.translation import gettext as _

JOINING_VERSION = 1


def joining_words(*, mentor: str) -> str:
    """The words of `JOINING_VERSION`, in the language of the reader. `mentor` is what we call the mentor."""
    return _(
        "The others in the group and %(mentor)s see my first name. %(mentor)s also sees the ways to talk we "
        "both chose. Nobody sees my answers, my learning or why I am here. What is said in the group stays "
        "in the group. I can leave at any time, and nobody is told why."
    ) % {"mentor": mentor}
