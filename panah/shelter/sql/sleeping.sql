-- A bed is given to somebody of the same house whom the room is kept for: rooms follow sex and age (SH-14), a child
-- sleeps apart from adults unless its parent moved in with it and a note says why that serves the child (CH-08, CH-09),
-- and never beside somebody suspected of having trafficked it. The house is locked first, so that of two who give beds of
-- it at the same instant the later sees what the other did.
CREATE OR REPLACE FUNCTION panah_private.bed_fits_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place record;
    mine public.shelter_stay;
BEGIN
    SELECT r.id, z.kind, z.house_id INTO place
    FROM public.shelter_bed b JOIN public.shelter_room r ON r.id = b.room_id JOIN public.shelter_zone z ON z.id = r.zone_id
    JOIN public.shelter_house h ON h.id = b.house_id
    WHERE b.id = NEW.bed_id FOR NO KEY UPDATE OF h;
    IF NEW.stay_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO mine FROM public.shelter_stay s
    WHERE s.id = NEW.stay_id AND s.unit_id = NEW.unit_id AND s.house_id = place.house_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not a stay of this house'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bed_of_own_house';
    END IF;
    IF NOT panah_private.zone_takes(place.kind, mine) THEN
        RAISE EXCEPTION 'rooms follow sex and age'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bed_for_sex_and_age';
    END IF;
    PERFORM panah_private.child_sleeps_apart(place.id, mine, NEW.from_at, NEW.until_at);
    RETURN NEW;
END $$;

-- Whether a zone is kept for somebody. A child that lives with its parent sleeps where the parent does; of whom the sex
-- is not known nothing is assumed.
CREATE OR REPLACE FUNCTION panah_private.zone_takes(zone text, stay public.shelter_stay) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE zone
        WHEN 'women' THEN stay.company_note_id IS NOT NULL OR NOT stay.is_child AND stay.sex <> 'male'
        WHEN 'men' THEN stay.company_note_id IS NOT NULL OR NOT stay.is_child AND stay.sex <> 'female'
        WHEN 'girls' THEN stay.is_child AND stay.sex <> 'male'
        WHEN 'boys' THEN stay.is_child AND stay.sex <> 'female'
        WHEN 'children' THEN stay.is_child
        ELSE true END
$$;

CREATE OR REPLACE FUNCTION panah_private.child_sleeps_apart(
    room uuid, mine public.shelter_stay, starts timestamptz, ends timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    other public.shelter_stay;
BEGIN
    FOR other IN
        SELECT s.* FROM public.shelter_beduse u
        JOIN public.shelter_bed b ON b.id = u.bed_id AND b.room_id = room
        JOIN public.shelter_stay s ON s.id = u.stay_id AND s.id <> mine.id AND s.is_child <> mine.is_child
        WHERE tstzrange(u.from_at, u.until_at) && tstzrange(starts, ends)
    LOOP
        IF panah_private.suspicion_between(mine.person_id, other.person_id) THEN
            RAISE EXCEPTION 'a child never sleeps beside somebody suspected of having trafficked it'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bed_never_with_suspect';
        END IF;
        IF NOT coalesce(CASE WHEN mine.is_child
                THEN mine.with_stay_id = other.id AND mine.company_note_id IS NOT NULL
                ELSE other.with_stay_id = mine.id AND other.company_note_id IS NOT NULL END, false) THEN
            RAISE EXCEPTION 'children are housed apart from adults'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bed_child_apart';
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE TRIGGER panah_fits_person BEFORE INSERT ON shelter_beduse
FOR EACH ROW EXECUTE FUNCTION panah_private.bed_fits_person();

-- Whoever ends a use locks the house before it is written, too: otherwise one who waits for a bed to become free and one
-- who frees it for another bed would wait for one another.
CREATE OR REPLACE FUNCTION panah_private.house_before_bed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.shelter_bed b JOIN public.shelter_house h ON h.id = b.house_id
    WHERE b.id = OLD.bed_id FOR NO KEY UPDATE OF h;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_a_house_first BEFORE UPDATE OF until_at ON shelter_beduse
FOR EACH ROW EXECUTE FUNCTION panah_private.house_before_bed();

-- What a bed was used for stays as it was; a use only ends, and never later than it was to.
CREATE OR REPLACE FUNCTION panah_private.ends_sooner() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.until_at IS NULL OR NEW.until_at > OLD.until_at THEN
        RAISE EXCEPTION 'a use of a bed only ends'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bed_use_only_ends';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_beduse
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('until_at');
CREATE OR REPLACE TRIGGER panah_ends_sooner BEFORE UPDATE OF until_at ON shelter_beduse
FOR EACH ROW WHEN (NEW.until_at IS DISTINCT FROM OLD.until_at) EXECUTE FUNCTION panah_private.ends_sooner();
