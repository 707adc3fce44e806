-- A service that was planned becomes one thing or another, once; what was meant stays as it was.
CREATE OR REPLACE FUNCTION panah_private.settles_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.state <> TG_ARGV[0] THEN
        RAISE EXCEPTION '% is settled already', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_settles_once BEFORE UPDATE ON shelter_servicerecord
FOR EACH ROW EXECUTE FUNCTION panah_private.settles_once('planned');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_servicerecord
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'agreed', 'minutes', 'done_by_id');

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_diet
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at');
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON shelter_diet
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_medicine
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at', 'ended_by_id');
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON shelter_medicine
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_absence
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('back_at', 'back_by_id');

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_enrolment
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_on', 'ended_by_id', 'result');

-- Whether somebody is enrolled as a child is not the writer's to say (CH-14).
CREATE OR REPLACE FUNCTION panah_private.enrols_as_they_are() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.is_child := (SELECT s.is_child FROM public.shelter_stay s WHERE s.id = NEW.stay_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_enrols_as_they_are BEFORE INSERT ON shelter_enrolment
FOR EACH ROW EXECUTE FUNCTION panah_private.enrols_as_they_are();

-- Residents for whom a service is nowhere on record that everybody is offered by then, and whose house has not been asked
-- to see to it yet (SH-06). The worker asks; it learns which stays, and nothing of what was done in them.
CREATE OR REPLACE FUNCTION panah_stays_lacking(expected text[], admitted_before timestamptz, at_most int)
RETURNS TABLE (stay uuid, folder uuid, unit uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT s.id, s.folder_id, s.unit_id FROM public.shelter_stay s
        WHERE s.state = 'resident' AND s.admitted_at < admitted_before
          AND EXISTS (SELECT FROM unnest(expected) AS e (service) WHERE NOT EXISTS (
                SELECT FROM public.shelter_servicerecord r
                WHERE r.stay_id = s.id AND r.service = e.service AND r.state IN ('given', 'declined')))
          AND NOT EXISTS (SELECT FROM public.duties_duty d
                          WHERE d.matter_id = s.id AND d.rule = 'SH-06' AND d.step = 'services'
                            AND d.done_at IS NULL AND d.cancelled_at IS NULL)
        ORDER BY s.admitted_at, s.id LIMIT at_most;
END $$;
