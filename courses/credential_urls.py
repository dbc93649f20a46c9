"""Addresses that stand in badges people keep for years: outside of the languages, and never changed."""

from django.urls import path

from .views import credentials

urlpatterns = [
    path("issuer/", credentials.issuer, name="credential_issuer"),
    path("keys/", credentials.keys, name="credential_keys"),
    path("keys/<str:kid>/", credentials.key, name="credential_key"),
    path("achievements/<uuid:course_key>/", credentials.achievement, name="credential_achievement"),
    path("status/<uuid:badge_key>/", credentials.status, name="credential_status"),
]
