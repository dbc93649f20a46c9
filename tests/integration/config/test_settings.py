"""What an operator reads when a setting cannot be: one line that names it, and no secret."""

import os
import subprocess
import sys

import pytest

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", f"postgres//site:{SECRET}@127.0.0.1/site"),
        ("DATABASE_URL", f"mysql://site:{SECRET}@127.0.0.1/site"),
        ("TRUSTED_PROXY_COUNT", "one"),
        ("TRUSTED_PROXY_COUNT", "-1"),
    ],
)
def test_a_setting_that_cannot_be_is_named_in_one_line(name, value, settings):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.PROJECT_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "PATH": os.environ["PATH"],
            name: value,
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {name} must ")
    assert SECRET not in done.stderr
