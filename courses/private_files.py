"""Files that only some people may open: outside the folder that is served, under names nobody guesses."""

import uuid
from pathlib import Path

from django.core.files.storage import storages


def private_storage():
    """Where they are kept. A view hands them out, after it asked who may."""
    return storages["private"]


def work_path(work, file_name: str) -> str:
    """The stored name says nothing about the person; the ending alone is kept."""
    return f"work/{uuid.uuid4().hex}{Path(file_name).suffix.lower()[:6]}"
