-- Whom a centre came to know, and when, stays; what it presumed and told is written once (AC-01, AC-02).
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_guest
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'is_child', 'last_visit_at', 'rights_told_at', 'rights_language', 'presumed_at', 'presumed_by_id', 'signs');

CREATE OR REPLACE FUNCTION panah_private.found_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (OLD.presumed_at IS NOT NULL AND NEW.presumed_at IS DISTINCT FROM OLD.presumed_at)
       OR (OLD.rights_told_at IS NOT NULL AND NEW.rights_told_at IS DISTINCT FROM OLD.rights_told_at) THEN
        RAISE EXCEPTION 'this was written down before' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_found_once BEFORE UPDATE ON shelter_guest
FOR EACH ROW EXECUTE FUNCTION panah_private.found_once();

-- A visit is a visit to the centre the guest belongs to, in one of its own houses (AC-05).
CREATE OR REPLACE FUNCTION panah_private.visits_own_centre() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.shelter_guest g
                   WHERE g.id = NEW.guest_id AND g.unit_id = NEW.unit_id AND g.folder_id = NEW.folder_id)
       OR (NEW.house_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM public.shelter_house h
            WHERE h.id = NEW.house_id AND h.unit_id = NEW.unit_id AND h.kind = 'assistance_centre')) THEN
        RAISE EXCEPTION 'a visit belongs to the centre of its guest' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_visits_own_centre BEFORE INSERT ON shelter_centrevisit
FOR EACH ROW EXECUTE FUNCTION panah_private.visits_own_centre();
