"""A range of ids: lets a constraint say "of one bed, no two at a time" without any extension."""

from django.db import migrations

MAKE = "CREATE TYPE panah_ids AS RANGE (subtype = uuid, multirange_type_name = panah_many_ids)"


class Migration(migrations.Migration):
    """First of the room: the tables need the type."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(MAKE, "DROP TYPE panah_ids")]
