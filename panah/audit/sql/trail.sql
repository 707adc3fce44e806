-- The trail only grows: for everybody, the owner included, and also while triggers are off for a replica.
CREATE OR REPLACE FUNCTION panah_private.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    grows text;
BEGIN
    FOREACH grows IN ARRAY ARRAY['audit_entry', 'audit_batch', 'audit_proof'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER panah_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION panah_private.refuse_change()', grows);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER panah_only_grows', grows);
    END LOOP;
END $$;

-- Transaction numbers start again in a restored database, so the migration that follows a restore shifts
-- them past every number the trail has used.
DO $$
DECLARE
    used bigint := greatest((SELECT max(xact) FROM audit_entry), (SELECT max(seen) FROM audit_batch), 0);
    now_at bigint := panah_moment();
BEGIN
    IF used > now_at THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION panah_shift() RETURNS bigint LANGUAGE sql IMMUTABLE AS $f$ SELECT %s::bigint $f$',
                       panah_shift() + used - now_at + 1);
    END IF;
END $$;

-- The trail for people with the auditor's permission: newest first, below an id. Looks at a bounded stretch of ids,
-- so that a rare filter costs no more than a common one; the page offers to look further back.
CREATE OR REPLACE FUNCTION panah_trail(below bigint, wanted_code text, wanted_member uuid, since timestamptz,
                                       until timestamptz, stretch bigint, at_most int)
RETURNS TABLE (id bigint, at timestamptz, member_id uuid, unit_id uuid, record_unit_id uuid, service text,
               code text, kind text, subject_id uuid, purpose text, request_id text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT panah_may('audit:trail:view') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT e.id, e.at, e.member_id, e.unit_id, e.record_unit_id, e.service::text, e.code::text, e.kind::text,
           e.subject_id, e.purpose::text, e.request_id::text
    FROM audit_entry e
    WHERE e.id < below AND e.id >= below - stretch
      AND (wanted_code = '' OR starts_with(e.code, wanted_code))
      AND (wanted_member IS NULL OR e.member_id = wanted_member)
      AND (since IS NULL OR e.at >= since) AND (until IS NULL OR e.at < until)
    ORDER BY e.id DESC
    LIMIT least(at_most, 200);
END $$;

CREATE OR REPLACE FUNCTION panah_trail_end() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT coalesce((SELECT max(id) FROM audit_entry), 0) WHERE panah_may('audit:trail:view') $$;

-- Who touched records of the director's own unit, from whichever unit (CON-10); newest first, below an id.
CREATE OR REPLACE FUNCTION panah_accesses(below bigint, since timestamptz, kinds text[], at_most int)
RETURNS TABLE (id bigint, at timestamptz, member_id uuid, unit_id uuid, record_unit_id uuid, service text,
               code text, kind text, subject_id uuid, purpose text, request_id text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT panah_may('hotline:access:sign_off') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT e.id, e.at, e.member_id, e.unit_id, e.record_unit_id, e.service::text, e.code::text, e.kind::text,
           e.subject_id, e.purpose::text, e.request_id::text
    FROM audit_entry e
    WHERE e.record_unit_id = (SELECT panah_unit()) AND e.id < below AND e.at >= since AND e.kind = ANY (kinds)
    ORDER BY e.id DESC
    LIMIT least(at_most, 200);
END $$;

-- How far the seal has come, for the page of the proof.
CREATE OR REPLACE FUNCTION panah_last_seal()
RETURNS TABLE (number bigint, sealed_at timestamptz, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT b.number, b.sealed_at, b.digest FROM audit_batch b
    WHERE panah_may('audit:proof:view') ORDER BY b.number DESC LIMIT 1
$$;
