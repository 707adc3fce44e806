"""Addresses of the shell; it owns the root."""

from django.urls import path

from panah.web import live, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("look/", views.change_look, name="look"),
    path("language/", views.change_language, name="language"),
    path("token/", views.token, name="token"),
    path("back/", views.back, name="back"),
    path("live/", live.stream, name="live"),
    path("catalogue/", views.catalogue, name="catalogue"),
]
