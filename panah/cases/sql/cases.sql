-- A false name that was coined anew, because it turned out near the real one, is coined anew on the case as well.
CREATE OR REPLACE FUNCTION panah_private.renames_cases() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.cases_case SET pseudonym = NEW.pseudonym WHERE person_id = NEW.id AND pseudonym <> NEW.pseudonym;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_renames_cases AFTER UPDATE OF pseudonym ON people_person
FOR EACH ROW EXECUTE FUNCTION panah_private.renames_cases();

-- A unit opens a case about somebody whose own folder it holds: with a case come the false name, and news of findings.
CREATE OR REPLACE FUNCTION panah_private.case_of_the_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' AND NOT EXISTS (
            SELECT FROM public.people_person p
            WHERE p.id = NEW.person_id AND panah_private.opens(p.folder_id, public.panah_units())) THEN
        RAISE EXCEPTION 'nobody opens a case about a stranger' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_of_the_known AFTER INSERT ON cases_case
FOR EACH ROW EXECUTE FUNCTION panah_private.case_of_the_known();

-- Of a case, whose it is, whom it is about and where it came from never change.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_case
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'pseudonym', 'state', 'closed_at', 'close_reason', 'destination', 'exploitation');

-- Who worked on a case, and from when, stays as it was; it only ends, and an end stays where it is.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_assignment
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at', 'ended_by_id');
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON cases_assignment
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();

-- What a task asks for stays as it was; it is done once.
CREATE OR REPLACE FUNCTION panah_private.is_done_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.done_at IS NOT NULL THEN
        RAISE EXCEPTION '% is done already', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_task
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('done_at', 'done_by_id');
CREATE OR REPLACE TRIGGER panah_is_done_once BEFORE UPDATE ON cases_task
FOR EACH ROW EXECUTE FUNCTION panah_private.is_done_once();
