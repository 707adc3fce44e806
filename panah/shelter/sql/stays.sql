-- A stay belongs to a shelter of its unit, counts as a child's whenever its person does (CH-04), and goes with nobody
-- but somebody of the same house. It is a stay of somebody whose own folder the unit holds: of others nobody tries out
-- what is refused, and so where they are.
CREATE OR REPLACE FUNCTION panah_private.stay_as_it_is() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.people_person p WHERE p.id = NEW.person_id AND p.is_child = NEW.is_child
                   AND (session_user <> 'panah_web' OR panah_private.opens(p.folder_id, public.panah_units()))) THEN
        RAISE EXCEPTION 'a stay is a child''s whenever its person is a child'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stay_of_child_as_child';
    END IF;
    IF NOT EXISTS (SELECT FROM public.shelter_house h
                   WHERE h.id = NEW.house_id AND h.unit_id = NEW.unit_id AND h.kind = 'shelter')
       OR NOT EXISTS (SELECT FROM public.vault_folder f WHERE f.id = NEW.folder_id AND f.compartment = 'location')
       OR NEW.with_stay_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.shelter_stay s WHERE s.id = NEW.with_stay_id AND s.house_id = NEW.house_id) THEN
        RAISE EXCEPTION 'not a stay of this house'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stay_of_own_house';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_as_it_is BEFORE INSERT ON shelter_stay
FOR EACH ROW EXECUTE FUNCTION panah_private.stay_as_it_is();

-- Who turns out to be a child is protected as one from that moment on, and who proves to be an adult is one.
CREATE OR REPLACE FUNCTION panah_private.stays_follow_age() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.shelter_stay SET is_child = NEW.is_child
    WHERE person_id = NEW.id AND state IN ('arriving', 'resident');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_stays_follow_age AFTER UPDATE OF is_child ON people_person
FOR EACH ROW WHEN (NEW.is_child IS DISTINCT FROM OLD.is_child) EXECUTE FUNCTION panah_private.stays_follow_age();

-- A stay rests on a consent that was given in it and for nothing else: each placement and each prolongation has its own
-- (SH-04), given after whatever was decided before and standing when it is used.
CREATE OR REPLACE FUNCTION panah_private.agreed_in_stay(
    consent uuid, stay public.shelter_stay, after timestamptz, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.cases_consent c
        WHERE c.id = consent AND c.person_id = stay.person_id AND c.matter_id = stay.id AND c.purpose = 'shelter'
          AND c.recipient_unit_id = stay.unit_id AND c.withdrawn_at IS NULL AND c.until > at
          AND c.given_at >= after)
$$;

-- Who is suspected of having trafficked whom, between two persons and whoever wrote it down.
CREATE OR REPLACE FUNCTION panah_private.suspicion_between(one uuid, other uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.people_link l
        WHERE l.suspected AND l.ended_at IS NULL
          AND (l.person_id = one AND l.other_id = other OR l.person_id = other AND l.other_id = one))
$$;

-- Nobody moves in without their own consent, no child without a note on why it serves the child, and no child under one
-- roof with somebody suspected of having trafficked it (SH-04, CH-13, CH-09). Of two who could move in at the same
-- instant the later waits, where there is a suspicion at all.
CREATE OR REPLACE FUNCTION panah_private.may_move_in() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.consent_id IS NULL OR NOT panah_private.agreed_in_stay(NEW.consent_id, NEW, NEW.opened_at, NEW.admitted_at) THEN
        RAISE EXCEPTION 'nobody is placed without their own consent'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stay_rests_on_consent';
    END IF;
    IF NEW.is_child AND NOT EXISTS (
        SELECT FROM public.people_bestinterest b WHERE b.id = NEW.placement_note_id AND b.person_id = NEW.person_id) THEN
        RAISE EXCEPTION 'a child is placed with a note on why it serves the child'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stay_of_child_has_note';
    END IF;
    IF EXISTS (SELECT FROM public.people_link l
               WHERE l.suspected AND l.ended_at IS NULL AND NEW.person_id IN (l.person_id, l.other_id)) THEN
        PERFORM FROM public.shelter_house h WHERE h.id = NEW.house_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT FROM public.shelter_stay s
                   WHERE s.house_id = NEW.house_id AND s.state = 'resident' AND s.id <> NEW.id
                     AND (s.is_child OR NEW.is_child)
                     AND panah_private.suspicion_between(s.person_id, NEW.person_id)) THEN
            RAISE EXCEPTION 'a child never lives with somebody suspected of having trafficked it'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stay_never_with_suspect';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Whoever has a day of moving in moved in, whatever is said of them now.
CREATE OR REPLACE TRIGGER panah_may_move_in BEFORE UPDATE OF state, admitted_at ON shelter_stay
FOR EACH ROW WHEN (NEW.admitted_at IS NOT NULL AND OLD.admitted_at IS NULL) EXECUTE FUNCTION panah_private.may_move_in();
CREATE OR REPLACE TRIGGER panah_begins BEFORE INSERT ON shelter_stay
FOR EACH ROW WHEN (NEW.admitted_at IS NOT NULL) EXECUTE FUNCTION panah_private.may_move_in();

-- What happened to a stay stays as it was; its agreed time moves on by a prolongation alone, never by itself (SH-01).
CREATE OR REPLACE FUNCTION panah_private.stay_goes_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.state IN ('left', 'not_admitted')
       OR OLD.admitted_at IS NOT NULL AND (NEW.admitted_at IS DISTINCT FROM OLD.admitted_at
                                           OR NEW.consent_id IS DISTINCT FROM OLD.consent_id) THEN
        RAISE EXCEPTION 'this stay is written'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stay_is_written';
    END IF;
    IF OLD.ends_at IS NOT NULL AND NEW.ends_at IS DISTINCT FROM OLD.ends_at AND NOT EXISTS (
        SELECT FROM public.shelter_prolongation p
        WHERE p.stay_id = NEW.id AND p.until_at = NEW.ends_at AND NEW.ends_at > OLD.ends_at) THEN
        RAISE EXCEPTION 'only a prolongation moves the end of a stay'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stay_prolonged_by_decision';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_goes_on BEFORE UPDATE ON shelter_stay
FOR EACH ROW EXECUTE FUNCTION panah_private.stay_goes_on();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_stay
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'state', 'admitted_at', 'ends_at', 'left_at', 'end_reason', 'consent_id', 'placement_note_id', 'company_note_id',
    'needs', 'interpreter_needed', 'expected_at', 'leaving_on', 'is_child', 'category', 'sex', 'language');

-- Whatever is written in a stay lies in one of its own three folders, whoever writes it.
CREATE OR REPLACE FUNCTION panah_private.lies_with_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.shelter_stay s WHERE s.id = NEW.stay_id
                   AND NEW.folder_id IN (s.folder_id, s.social_folder_id, s.health_folder_id)) THEN
        RAISE EXCEPTION 'this lies in a folder of its stay'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'lies_with_stay';
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE
    written regclass;
BEGIN
    FOR written IN SELECT f.attrelid FROM pg_attribute f
                   JOIN pg_attribute s ON s.attrelid = f.attrelid AND s.attname = 'stay_id' AND NOT s.attisdropped
                   JOIN pg_class c ON c.oid = f.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                   WHERE f.attname = 'folder_id' AND NOT f.attisdropped LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER panah_with_stay BEFORE INSERT ON %s FOR EACH ROW '
                       'EXECUTE FUNCTION panah_private.lies_with_stay()', written);
    END LOOP;
END $$;
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_belongings
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('returned_at', 'returned_by_id');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_followup
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('result', 'words', 'done_at', 'done_by_id');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_leaving
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'plan', 'address_after', 'feedback_code', 'feedback', 'changed_at', 'changed_by_id');
