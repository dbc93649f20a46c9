"""Only in development: reads the mail that the file backend wrote under `var/mail/`."""

from email import message_from_string, policy
from pathlib import Path

from django.conf import settings
from django.shortcuts import render

LATEST = 50


def sent_mail(request):
    """The newest messages first, with their plain text."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:LATEST]
    found = [mail for file in files for mail in reversed(_messages(file))]
    return render(request, "accounts/dev_mail.html", {"mails": found[:LATEST]})


def _messages(file):
    """The messages of one file in the order they were sent; the backend puts 79 dashes after each."""
    parts = file.read_text().split("\n" + "-" * 79 + "\n")
    parsed = [message_from_string(part.lstrip("\n"), policy=policy.default) for part in parts if part.strip()]
    return [
        {
            "to": message["To"],
            "subject": message["Subject"],
            "date": message["Date"],
            "text": message.get_body(("plain",)).get_content(),
        }
        for message in parsed
    ]
