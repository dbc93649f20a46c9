"""What paper needs and a screen does not.

* `{% filter whole_addresses %}…{% endfilter %}`: links to this site get its name, so that paper shows where
  they lead.
* `{% filter without_indents %}…{% endfilter %}`: a long page without the white space that templates leave.
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


@register.filter
def without_indents(html: str) -> str:
    """The same page without the white space at the start of its lines: a quarter of a whole workbook."""
    return mark_safe(re.sub(r"\n\s+", "\n", html))  # noqa: S308 (it was safe before)
