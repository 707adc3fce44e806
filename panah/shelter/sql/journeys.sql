-- What a journey home was planned for stays; its receiver, its safety and its moments are filled in (CH-16, POL-09).
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_journey
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'receiver_kind', 'receiver', 'confirmed_by', 'confirmed_at', 'safety', 'safety_words',
    'departed_at', 'settled_at', 'cancelled_at');

-- Whoever is protected as a child travels as one, and whoever was confirmed is the one who receives them.
CREATE OR REPLACE FUNCTION panah_private.travels_as_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND session_user = 'panah_web' AND NOT EXISTS (
            SELECT FROM public.people_person p
            WHERE p.id = NEW.person_id AND panah_private.opens(p.folder_id, public.panah_units())) THEN
        RAISE EXCEPTION 'nobody plans the journey of a stranger' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.departed_at IS NOT NULL AND NOT NEW.is_child AND EXISTS (
            SELECT 1 FROM public.people_person p WHERE p.id = NEW.person_id AND p.is_child) THEN
        RAISE EXCEPTION 'this person is protected as a child' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.departed_at IS NOT NULL AND (
            NEW.departed_at IS DISTINCT FROM OLD.departed_at OR NEW.receiver IS DISTINCT FROM OLD.receiver
            OR NEW.receiver_kind <> OLD.receiver_kind OR NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at) THEN
        RAISE EXCEPTION 'this journey has begun' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_travels_as_known BEFORE INSERT OR UPDATE ON shelter_journey
FOR EACH ROW EXECUTE FUNCTION panah_private.travels_as_known();

-- A child on its own leaves a house for the home country only on a journey that has begun: to somebody confirmed.
CREATE OR REPLACE FUNCTION panah_private.goes_home_to_somebody() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.shelter_journey j
                   WHERE j.person_id = NEW.person_id AND j.departed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'nobody is confirmed to receive this child' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_goes_home_to_somebody BEFORE UPDATE ON shelter_stay
FOR EACH ROW WHEN (NEW.is_child AND NEW.with_stay_id IS NULL AND NEW.state = 'left' AND OLD.state <> 'left'
                   AND NEW.end_reason = 'returned')
EXECUTE FUNCTION panah_private.goes_home_to_somebody();
