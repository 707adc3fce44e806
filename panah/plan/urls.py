"""Addresses of the plan."""

from django.urls import path

from panah.plan.views import budgets, plans, progress, reporting, writing

app_name = "plan"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<uuid:plan_id>/", plans.plan, name="plan"),
    path("budget/", budgets.budget, name="budget"),
    path("budget/<uuid:proposal_id>/withdraw/", budgets.withdraw, name="budget_withdraw"),
    path("budget/calls/<uuid:call_id>/", budgets.send_in, name="budget_send_in"),
    path("late/", progress.late, name="late"),
    path("<uuid:plan_id>/progress/", progress.shown, name="progress"),
    path("<uuid:plan_id>/progress/sheet.xlsx", progress.sheet, name="progress_sheet"),
    path("<uuid:plan_id>/ask/", progress.ask, name="ask"),
    path("<uuid:plan_id>/timeline/", plans.timeline, name="timeline"),
    path("<uuid:plan_id>/bodies/", plans.bodies, name="bodies"),
    path("<uuid:plan_id>/history/", plans.history, name="history"),
    path("<uuid:plan_id>/file.<str:kind>", writing.carry_out, name="carry_out"),
    path("<uuid:plan_id>/new/", writing.renew, name="renew"),
    path("<uuid:plan_id>/state/", writing.set_state, name="set_state"),
    path("reports/", reporting.mine, name="reports"),
    path("reports/answers/", reporting.to_answer, name="to_answer"),
    path("reports/share/<uuid:share_id>/", reporting.share, name="share"),
    path("reports/<uuid:slot_id>/", reporting.slot, name="slot"),
    path("reports/<uuid:slot_id>/draft/", reporting.draft, name="draft"),
    path("reports/<uuid:slot_id>/hand-in/", reporting.hand_in, name="hand_in"),
    path("reports/<uuid:slot_id>/answer/", reporting.answer, name="answer"),
    path("bring-in/", writing.bring_in, name="bring_in"),
    path("bring-in/<uuid:import_id>/", writing.preview, name="import"),
    path("measures/<uuid:measure_id>/", plans.measure, name="measure"),
]
