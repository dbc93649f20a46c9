"""How the site is served for real: `gunicorn` in the project folder reads this file."""

pythonpath = "site"
wsgi_app = "config.wsgi"
workers = 2
threads = 4
worker_tmp_dir = "/dev/shm"  # noqa: S108 (memory, so a slow disk never looks like a dead worker)
graceful_timeout = 30
