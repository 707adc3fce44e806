-- What protects a person ends with a review that found the threat fully eliminated, and with nothing else (SAF-03).
CREATE OR REPLACE FUNCTION panah_private.ends_by_finding() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.ended_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM public.cases_safetyreview r
            WHERE r.id = NEW.ended_by_id AND r.measure_id = NEW.id AND r.finding = 'eliminated') THEN
        RAISE EXCEPTION 'only a finding that the threat is gone ends a safety measure'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_ends_by_finding BEFORE INSERT OR UPDATE ON cases_safetymeasure
FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION panah_private.ends_by_finding();
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON cases_safetymeasure
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_safetymeasure
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('review_on', 'ended_at', 'ended_by_id');

-- A case is not closed over a safety measure that goes on (SAF-03).
CREATE OR REPLACE FUNCTION panah_private.closes_over_nothing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.cases_safetymeasure m WHERE m.case_id = NEW.id AND m.ended_at IS NULL) THEN
        RAISE EXCEPTION 'a safety measure of this case goes on' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_closes_over_nothing BEFORE INSERT OR UPDATE ON cases_case
FOR EACH ROW WHEN (NEW.state = 'closed') EXECUTE FUNCTION panah_private.closes_over_nothing();
