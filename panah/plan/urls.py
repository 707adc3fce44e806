"""Addresses of the plan."""

from django.urls import path

from panah.plan.views import plans

app_name = "plan"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<uuid:plan_id>/", plans.plan, name="plan"),
    path("<uuid:plan_id>/timeline/", plans.timeline, name="timeline"),
    path("<uuid:plan_id>/bodies/", plans.bodies, name="bodies"),
    path("measures/<uuid:measure_id>/", plans.measure, name="measure"),
]
