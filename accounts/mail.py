"""Turns an event and its context into a mail: templates/email/<event>/{subject.txt,body.txt,body.html}.

The subject is drawn without the context, because subjects show on locked screens and in mail lists: they
can hold no name, code or word of anybody's.

A context with `calendar` ({method, text}) sends that invitation along: as another form of the mail, which
calendars act upon, and as a file to open.
"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation


def render(*, event, context, address, name="", language="en-gb", connection=None, message_id=""):
    """The mail `event` to `address`, in `language`.

    Templates get `context`, `name` (what we call the person, may be empty), BASE_URL and SUPPORT_PHONE. A
    context with a `stop_path` makes a mail that mail programs offer to stop in one click (RFC 8058).
    Raises TemplateDoesNotExist for an event without templates.
    """
    headers = {"Message-ID": message_id} if message_id else {}
    if "stop_path" in context:
        headers["List-Unsubscribe"] = f"<{settings.BASE_URL}{context['stop_path']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    site_words = {"BASE_URL": settings.BASE_URL, "SUPPORT_PHONE": settings.SUPPORT_PHONE}
    words = {**site_words, "name": name, **context}
    with translation.override(language):
        subject = " ".join(_plain(f"email/{event}/subject.txt", site_words).split())
        mail = EmailMultiAlternatives(
            subject=subject,
            body=_plain(f"email/{event}/body.txt", words).strip() + "\n",
            to=[address],
            connection=connection,
            headers=headers,
        )
        mail.attach_alternative(get_template(f"email/{event}/body.html").render(words), "text/html")
    if calendar := context.get("calendar"):
        mail.attach_alternative(calendar["text"], f"text/calendar; method={calendar['method']}")
        mail.attach("meeting.ics", calendar["text"], "text/calendar")
    return mail


def _plain(template_name, words):
    """Plain text has nothing to escape."""
    return get_template(template_name).template.render(Context(words, autoescape=False))
