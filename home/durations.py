"""Minutes in the words that people say."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes_in_words(minutes):
    """100 → "1 hour 40 minutes". `minutes` is a whole number, 0 or more."""
    hours, rest = divmod(int(minutes), 60)
    hour_words = ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    minute_words = ngettext("%(number)s minute", "%(number)s minutes", rest) % {"number": rest}
    if hours and rest:
        return _("%(hours)s %(minutes)s") % {"hours": hour_words, "minutes": minute_words}
    return hour_words if hours else minute_words
