"""Style sheets and icons are served, whole and remembered by the browser."""

from django.test import Client

SHEET = "/static/vendor/tabler/tabler.min.css"


def test_a_file_comes_whole() -> None:
    answer = Client().get(SHEET)
    assert (answer.status_code, answer["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    assert len(answer.content) == int(answer["Content-Length"]) > 100_000


def test_a_browser_that_has_it_is_told_so() -> None:
    known = Client().get(SHEET)["Last-Modified"]
    again = Client().get(SHEET, headers={"if-modified-since": known})
    assert (again.status_code, again.content) == (304, b"")


def test_a_range_may_be_asked_for() -> None:
    part = Client().get(SHEET, headers={"range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)
