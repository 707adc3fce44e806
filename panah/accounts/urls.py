"""Addresses of the room; none of them carries a name, a login or a code."""

from django.urls import path

from panah.accounts.views import conflicts, doors, own, people

app_name = "accounts"
urlpatterns = [
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("sign-out/", doors.sign_out, name="sign_out"),
    path("second-factor/", doors.factor, name="factor"),
    path("challenge/", doors.challenge, name="challenge"),
    path("confirm/", doors.step_up, name="step_up"),
    path("lock/", doors.lock, name="lock"),
    path("unlock/", doors.unlock, name="unlock"),
    path("join/", doors.join, name="join"),
    path("me/", own.language, name="own"),
    path("me/password/", own.password, name="password"),
    path("me/factors/", own.factors, name="factors"),
    path("me/factors/add/", own.add_factor, name="add_factor"),
    path("me/factors/<uuid:factor_id>/remove/", own.remove_factor, name="remove_factor"),
    path("me/sessions/", own.sessions, name="sessions"),
    path("me/sessions/<uuid:session_id>/end/", own.end_session, name="end_session"),
    path("me/sessions/end-others/", own.end_other_sessions, name="end_other_sessions"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<uuid:conflict_id>/lift/", conflicts.lift, name="lift_conflict"),
    path("colleagues/", people.colleagues, name="colleagues"),
    path("colleagues/invite/<uuid:unit_id>/", people.invite, name="invite"),
    path("colleagues/invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="withdraw"),
    path("colleagues/<uuid:member_id>/", people.member, name="member"),
    path("colleagues/<uuid:member_id>/name/", people.legal_name, name="legal_name"),
    path("colleagues/<uuid:member_id>/dismiss/", people.dismiss, name="dismiss"),
    path("colleagues/<uuid:member_id>/appoint/<uuid:unit_id>/", people.appoint, name="appoint"),
    path("colleagues/<uuid:member_id>/admit/<uuid:unit_id>/", people.admit, name="admit"),
    path("colleagues/<uuid:member_id>/invite-again/<uuid:unit_id>/", people.invite_again, name="invite_again"),
]
