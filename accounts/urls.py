"""Sign-in, joining and "my account"."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls"))]
