"""Addresses of the desk. None of them carries a word of a talk: contacts and people are named by ids alone."""

from django.urls import path

from panah.hotline.views import (
    beside,
    blocklist,
    board,
    contact,
    desk,
    directory,
    reading,
    referring,
    rota,
    screenings,
    situations,
    wrapping,
)

app_name = "hotline"

_CALLS = [
    path("", desk.desk, name="desk"),
    path("calls/", desk.calls_live, name="calls_live"),
    path("calls/<uuid:call_id>/answer/", desk.answer, name="answer"),
    path("call-backs/<uuid:call_back_id>/", desk.return_call, name="return_call"),
    path("call-backs/<uuid:call_back_id>/close/", desk.close_call_back, name="close_call_back"),
    path("presence/", desk.presence, name="presence"),
    path("blocked/", blocklist.blocklist, name="blocklist"),
    path("blocked/<uuid:block_id>/lift/", blocklist.lift, name="lift_block"),
]

_CONTACTS = [
    path("contacts/", contact.contacts_list, name="contacts"),
    path("contacts/new/", contact.start, name="start"),
    path("contacts/record/", wrapping.record, name="record"),
    path("contacts/<uuid:contact_id>/", contact.contact, name="contact"),
    path("contacts/<uuid:contact_id>/line/", contact.line, name="line"),
    path("contacts/<uuid:contact_id>/draft/<slug:form>/", contact.draft, name="draft"),
    path("contacts/<uuid:contact_id>/write/", contact.write, name="write"),
    path("contacts/<uuid:contact_id>/script/", contact.follow_script, name="script"),
    path("contacts/<uuid:contact_id>/flags/", contact.flag, name="flags"),
    path("contacts/<uuid:contact_id>/end/", contact.end, name="end"),
    path("contacts/<uuid:contact_id>/take-over/", contact.take_over, name="take_contact"),
    path("contacts/<uuid:contact_id>/danger/", beside.declare, name="danger"),
    path("contacts/<uuid:contact_id>/danger/step/", beside.tick, name="danger_step"),
    path("contacts/<uuid:contact_id>/danger/over/", beside.calm, name="danger_over"),
    path("contacts/<uuid:contact_id>/services/", beside.services, name="services"),
    path("contacts/<uuid:contact_id>/services/<uuid:service_id>/", beside.advise, name="advise"),
    path("contacts/<uuid:contact_id>/situation/", beside.open_situation, name="situation_new"),
    path("contacts/<uuid:contact_id>/situation/link/", beside.link_situation, name="situation_link"),
    path("contacts/<uuid:contact_id>/situation/unlink/", beside.unlink_situation, name="situation_unlink"),
]

_REFERRALS = [
    path("contacts/<uuid:contact_id>/refer/", referring.refer, name="refer"),
    path("contacts/<uuid:contact_id>/refer/refused/", referring.consent_refused, name="consent_refused"),
]

_WRAP_UP = [
    path("contacts/<uuid:contact_id>/finish/", wrapping.finish, name="finish"),
    path("contacts/<uuid:contact_id>/card/", wrapping.finish, {"part": "card"}, name="card"),
    path("contacts/<uuid:contact_id>/journal/", wrapping.finish, {"part": "journal"}, name="journal"),
    path("contacts/<uuid:contact_id>/journal/open/", reading.open_words, name="open_words"),
    path("contacts/<uuid:contact_id>/journal/correct/", reading.correct, name="correct"),
]

_SCREENING = [
    path("contacts/<uuid:contact_id>/screening/<slug:set_id>/", screenings.screening, name="screening"),
    path("contacts/<uuid:contact_id>/screening/<slug:set_id>/result/", screenings.result, name="screening_result"),
    path("contacts/<uuid:contact_id>/screening/<slug:set_id>/done/", screenings.complete, name="screening_done"),
    path("contacts/<uuid:contact_id>/screened/<uuid:screening_id>/", screenings.screened, name="screened"),
]

_SITUATIONS = [
    path("situations/", situations.situations, name="situations"),
    path("situations/<uuid:situation_id>/", situations.situation, name="situation"),
    path("situations/<uuid:situation_id>/summary/", situations.summarise, name="situation_summary"),
    path("situations/<uuid:situation_id>/people/", situations.add_person, name="situation_person"),
    path("situations/<uuid:situation_id>/people/new/", situations.register_person, name="situation_register"),
    path(
        "situations/<uuid:situation_id>/people/<uuid:person_id>/remove/",
        situations.remove_person,
        name="situation_person_remove",
    ),
    path("situations/<uuid:situation_id>/close/", situations.close, name="situation_close"),
]

_DIRECTORY = [
    path("directory/", directory.directory, name="directory"),
    path("directory/new/", directory.service_new, name="service_new"),
    path("directory/<uuid:service_id>/", directory.service_edit, name="service_edit"),
    path("directory/<uuid:service_id>/retire/", directory.service_retire, name="service_retire"),
]

_ROTA = [
    path("rota/", rota.rota, name="rota"),
    path("rota/coverage/", rota.check_coverage, name="check_coverage"),
    path("rota/shifts/<uuid:shift_id>/withdraw/", rota.withdraw_shift, name="withdraw_shift"),
    path("rota/notes/", rota.handover, name="handover"),
    path("rota/notes/<uuid:note_id>/take/", rota.take_over, name="take_over"),
    path("board/", board.board, name="board"),
    path("board/live/", board.board_live, name="board_live"),
    path("board/workload.<str:kind>", board.workload, name="workload"),
    path("board/sign-off/", board.sign_off, name="sign_off"),
]

urlpatterns = [*_CALLS, *_CONTACTS, *_REFERRALS, *_WRAP_UP, *_SCREENING, *_SITUATIONS, *_DIRECTORY, *_ROTA]
