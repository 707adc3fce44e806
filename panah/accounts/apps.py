"""The accounts room."""

from collections.abc import Iterable

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connection, transaction
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Bodies, units, members, roles, permissions, second factor, step-up."""

    name = "panah.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Refuse to start with a role that is all-informed (PRI-02); tell the database what each role is."""
        checks.register(nobody_is_all_informed)
        post_migrate.connect(write_role_table, sender=apps.get_app_config("procrastinate"))


def nobody_is_all_informed(**_: object) -> list[checks.CheckMessage]:
    """Report every role that alone comes near identity, whereabouts, case and hotline (PRI-02)."""
    from panah.accounts.permissions import all_informed_roles  # Models are ready only now.

    return [
        checks.Error(f"The role {role.value} would be all-informed (PRI-02).", id="panah.PRI02")
        for role in all_informed_roles()
    ]


def write_role_table(**_: object) -> None:
    """Write the one table of roles into the database, which asks it for permissions and refuses appointments by it.

    The country's own time goes with it: the database reckons by no other.
    """
    from panah.accounts import permissions as table  # Models are ready only now.
    from panah.core.country import country

    refill("role_permission (role, permission)", ((r, p) for r, held in table.ROLE_PERMISSIONS.items() for p in held))
    refill("role_compartment (role, compartment)", ((r, c) for r, cs in table.ROLE_COMPARTMENTS.items() for c in cs))
    refill("role_kind (role, kind)", ((r, kind) for kind, roles in table.ROLES_IN_KIND.items() for r in roles))
    refill("role_apart (role)", ((role,) for role in table.APART))
    refill("all_informed (compartment)", ((compartment,) for compartment in table.ALL_INFORMED))
    refill("country_zone (zone)", [(country().time_zone,)])
    refill("country_smallest (number)", [(str(country().settings.statistics_smallest),)])


def refill(table: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Replace the rows of a closed table of ours; `table` is "name (columns)" and never comes from outside."""
    places = ", ".join(["%s"] * (table.count(",") + 1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM panah_private.{table.partition(' ')[0]}")  # noqa: S608
        insert = f"INSERT INTO panah_private.{table} VALUES ({places})"  # noqa: S608
        cursor.executemany(insert, [tuple(map(str, row)) for row in rows])
