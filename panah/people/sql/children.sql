-- A note on a child's best interests stays as it was written; it is used for one decision, once.
CREATE OR REPLACE FUNCTION panah_private.used_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.used_at IS NOT NULL THEN
        RAISE EXCEPTION '% was used already', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON people_bestinterest
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('used_at');
CREATE OR REPLACE TRIGGER panah_used_once BEFORE UPDATE ON people_bestinterest
FOR EACH ROW EXECUTE FUNCTION panah_private.used_once();

-- Who stood up for a child, and since when, stays; it only ends.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON people_guardian
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at', 'ended_by_id');
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON people_guardian
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();
