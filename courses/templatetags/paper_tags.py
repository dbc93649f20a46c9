"""What paper needs and a screen does not.

* `{% filter whole_addresses %}…{% endfilter %}`: links to this site get its name, so that paper shows where
  they lead.
"""

import re

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

register = template.Library()

#: A link to a page of this site, but not to another site without its scheme ("//…").
OWN_LINK = re.compile(r'(<a\b[^>]*?\bhref=")(?=/(?!/))')


@register.filter(is_safe=True)
def whole_addresses(html):
    """`<a href="/learn/">` → `<a href="https://the.site/learn/">`. Words are left alone."""
    site = settings.BASE_URL.rstrip("/")
    return mark_safe(OWN_LINK.sub(lambda link: link[1] + site, html))  # noqa: S308 (safe before, safe after)
