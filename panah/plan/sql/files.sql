-- A file goes with what its unit still writes: the draft of its own report, its own paper, a meeting of the office's.
-- What was handed in, shared or closed keeps its files, and is given no others.
CREATE OR REPLACE FUNCTION panah_private.enclosure_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    row_ plan_enclosure := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    fits boolean;
BEGIN
    fits := CASE
        WHEN row_.report_id IS NOT NULL THEN EXISTS (
            SELECT FROM plan_report r JOIN plan_slot s ON s.id = r.slot_id
            WHERE r.id = row_.report_id AND r.submitted_at IS NULL AND r.unit_id = ANY (panah_units())
              AND s.state IN ('due', 'draft', 'returned'))
        WHEN row_.paper_id IS NOT NULL THEN TG_OP = 'INSERT' AND EXISTS (
            SELECT FROM plan_sharedpaper p WHERE p.id = row_.paper_id AND p.shared_by_unit_id = ANY (panah_units()))
        ELSE EXISTS (
            SELECT FROM plan_gathering g WHERE g.id = row_.gathering_id AND g.unit_id = ANY (panah_units())
              AND g.cancelled_at IS NULL AND (TG_OP = 'INSERT' OR g.closed_at IS NULL))
            AND panah_private.coordinates()
    END;
    IF NOT fits THEN
        RAISE EXCEPTION 'a file goes with what its unit still writes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN row_;
END $$;

CREATE OR REPLACE TRIGGER panah_fits BEFORE INSERT OR DELETE ON plan_enclosure
FOR EACH ROW EXECUTE FUNCTION panah_private.enclosure_fits();

-- A next version of a paper is written by the unit that shared the first.
CREATE OR REPLACE FUNCTION panah_private.paper_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM plan_sharedpaper p WHERE p.id = NEW.first_id AND p.first_id IS NULL
                   AND p.shared_by_unit_id = NEW.shared_by_unit_id) THEN
        RAISE EXCEPTION 'a paper is followed by a version of the same unit' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_follows BEFORE INSERT ON plan_sharedpaper
FOR EACH ROW WHEN (NEW.first_id IS NOT NULL) EXECUTE FUNCTION panah_private.paper_follows();
