"""No visit, round, team, base or place changes without the journal; no visit to others' doors."""

from django.db import migrations

from fairdue.journal.guard import guard

OWN_ADDRESS = """
CREATE FUNCTION visits_demands_own_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM portfolio_contactpoint
    WHERE id = NEW.address_id AND customer_id = NEW.customer_id AND kind = 'address';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a visit to an address that is not on record as the customer''s own'
            USING HINT = 'Neighbours, relatives and employers are never visited.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER visits_visit_demands_own_address
    BEFORE INSERT OR UPDATE OF customer_id, address_id ON visits_visit
    FOR EACH ROW EXECUTE FUNCTION visits_demands_own_address();
CREATE TRIGGER visits_place_demands_own_address
    BEFORE INSERT OR UPDATE OF customer_id, address_id ON visits_place
    FOR EACH ROW EXECUTE FUNCTION visits_demands_own_address();
"""
ANY_ADDRESS = "DROP FUNCTION visits_demands_own_address() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("journal", "0003_seals")]

    operations = [
        guard("visits_visit", by_customer=True),
        guard("visits_place", by_customer=True),
        guard("visits_round"),
        guard("visits_visitteam"),
        guard("visits_base"),
        migrations.RunSQL(OWN_ADDRESS, ANY_ADDRESS),
    ]
