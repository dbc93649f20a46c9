"""Only in development: the mail that would have been sent."""

from django.urls import path

from .dev_views import sent_mail

urlpatterns = [path("mail/", sent_mail, name="dev_mail")]
