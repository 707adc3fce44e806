"""Addresses of the duties room."""

from django.urls import path

from panah.duties import views

app_name = "duties"
urlpatterns = [
    path("rulebook/", views.rules, name="rulebook"),
]
