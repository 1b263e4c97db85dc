"""Lets the permit ask for holds in the database itself, under its own lock."""

from django.db import migrations

INSTALL = """
CREATE FUNCTION compliance_holds_in_force(p_customer bigint, p_at timestamptz)
RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(id ORDER BY id), '{}')
    FROM compliance_hold
    WHERE customer_id = p_customer
      AND starts_at <= p_at
      AND (ends_at IS NULL OR ends_at > p_at)
      AND (released_at IS NULL OR released_at > p_at)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0002_guard")]
    operations = [
        migrations.RunSQL(INSTALL, "DROP FUNCTION compliance_holds_in_force(bigint, timestamptz)")
    ]
