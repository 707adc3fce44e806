"""The bench's small country. Imported only after Django is set up."""

import datetime as dt

from django.conf import settings

from panah.accounts.founding import make_member, make_recovery_key, make_unit
from panah.accounts.gate import token_text
from panah.accounts.models import Body
from panah.accounts.permissions import Role
from panah.accounts.sign_in import sign_in
from panah.hotline.actions.devices import add_exchange
from panah.hotline.telephony import DeviceSecret

EXCHANGE = DeviceSecret(b"the exchange of a bench, invented"[:32])


def found(operators: int, password: str) -> list[str]:
    """Make a hotline with operators and the Department; give the operators' session tokens, ready for a cookie."""
    settings.PANAH_PASSWORD_COST = (1, 8192)
    make_recovery_key(needed=3, holders=5)
    body = Body.objects.create(code="bench", names={"en": "Bench"})
    hotline, pair = make_unit(body=body, code="hotline", kind="hotline", names={"en": "Hotline"})
    make_unit(body=body, code="department", kind="special_unit", names={"en": "Department"})
    add_exchange(unit_code="hotline", label="bench", secret=EXCHANGE)
    tokens = []
    for number in range(operators):
        login = f"operator{number}"
        make_member(
            login=login,
            alias=login,
            password=password,
            roles=(Role.OPERATOR,),
            unit=hotline,
            unit_pair=pair,
            order_number="B-1",
            order_date=dt.date(2026, 1, 1),
            language="en",
        )
        tokens.append(token_text(sign_in(login, password, agent="bench")))
    return tokens
