"""Addresses of the auditor's pages."""

from django.urls import path

from panah.web.trail import alarms, views

app_name = "audit"
urlpatterns = [
    path("", views.trail, name="trail"),
    path("alarms/", alarms.listed, name="alarms"),
    path("alarms/<uuid:alarm_id>/review/", alarms.review, name="alarm_review"),
    path("proof/", views.proof, name="proof"),
]
