"""Sign-in, joining and "my account"."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("me/", RedirectView.as_view(url="/"), name="my_account"),
]
