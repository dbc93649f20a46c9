"""Only in development: the mail that would have been sent."""

urlpatterns: list = []
