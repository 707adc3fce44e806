"""Addresses of persons; an address holds an id and never a name."""

from django.urls import path

from panah.people import views

app_name = "people"
urlpatterns = [
    path("<uuid:person_id>/", views.person, name="person"),
    path("<uuid:person_id>/age/", views.age, name="age"),
    path("<uuid:person_id>/identity/", views.identity, name="identity"),
    path("<uuid:person_id>/identity/save/", views.identity_save, name="identity_save"),
    path("<uuid:person_id>/reach/", views.reach, name="reach"),
    path("<uuid:person_id>/reach/save/", views.reach_save, name="reach_save"),
]
