"""What the rooms' JSON doors share: how a program shows who it acts for, and what a refusal looks like."""

from django.http import HttpRequest
from ninja import Schema
from ninja.security import HttpBearer


class SessionToken(HttpBearer):
    """A member's session token in the Authorization header; a cookie alone will not do: a page could forge it."""

    def authenticate(self, request: HttpRequest, token: str) -> str:
        """Let the gate of the view look the token up."""
        return token


class Problem(Schema):
    """A refusal: the sentence a person reads and the rule behind it."""

    error: str
    rule: str
