"""Addresses of the auditor's pages."""

from django.urls import path

from panah.web.trail import views

app_name = "audit"
urlpatterns = [
    path("", views.trail, name="trail"),
    path("proof/", views.proof, name="proof"),
]
