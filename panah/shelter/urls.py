"""Addresses of safe houses; an address holds an id and never a name."""

from django.urls import URLPattern

app_name = "shelter"
urlpatterns: list[URLPattern] = []
