"""Addresses of persons; an address holds an id and never a name."""

from django.urls import path

from panah.people.views import children, links, person, photos, proceedings, registering

app_name = "people"
urlpatterns = [
    path("", registering.people, name="list"),
    path("new/", registering.register, name="register"),
    path("<uuid:person_id>/", person.person, name="person"),
    path("<uuid:person_id>/age/", person.age, name="age"),
    path("<uuid:person_id>/identity/", person.identity, name="identity"),
    path("<uuid:person_id>/identity/save/", person.identity_save, name="identity_save"),
    path("<uuid:person_id>/reach/", person.reach, name="reach"),
    path("<uuid:person_id>/reach/save/", person.reach_save, name="reach_save"),
    path("<uuid:person_id>/photo/", photos.photo, name="photo"),
    path("<uuid:person_id>/photo/save/", photos.photo_save, name="photo_save"),
    path("<uuid:person_id>/role/", links.role, name="role"),
    path("<uuid:person_id>/link/", links.link, name="link"),
    path("links/<uuid:link_id>/end/", links.end_link, name="end_link"),
    path("<uuid:person_id>/child/", children.child, name="child"),
    path("<uuid:person_id>/child/<str:step>/", children.child_deed, name="child_deed"),
    path("<uuid:person_id>/proceedings/", proceedings.standing, name="proceedings"),
    path("<uuid:person_id>/proceedings/<str:step>/", proceedings.standing_deed, name="proceedings_deed"),
    path("coercion/<uuid:act_id>/", proceedings.coercion, name="coercion"),
]
