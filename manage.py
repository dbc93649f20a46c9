#!/usr/bin/env python
"""Puts `site/` on the path and hands over to Django."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
