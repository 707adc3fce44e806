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
