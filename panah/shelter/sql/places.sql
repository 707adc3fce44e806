-- A house never has more beds than it was opened for, whoever adds them at the same instant (SH-14). Asked once for a
-- statement: the house is locked first, and what is counted then includes what others have just written.
CREATE OR REPLACE FUNCTION panah_private.beds_fit_house() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed uuid;
BEGIN
    FOR changed IN SELECT DISTINCT n.house_id FROM fresh n WHERE n.retired_at IS NULL ORDER BY 1 LOOP
        PERFORM FROM public.shelter_house h WHERE h.id = changed FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM public.shelter_bed b WHERE b.house_id = changed AND b.retired_at IS NULL)
           > (SELECT h.capacity FROM public.shelter_house h WHERE h.id = changed) THEN
            RAISE EXCEPTION 'more beds than the house was opened for'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'beds_fit_house';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_beds_fit_house_new AFTER INSERT ON shelter_bed
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION panah_private.beds_fit_house();

-- A bed that was taken away comes back only where there is room for it; what else changes of a bed locks no house.
CREATE OR REPLACE FUNCTION panah_private.bed_comes_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.shelter_house h WHERE h.id = NEW.house_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM public.shelter_bed b
        WHERE b.house_id = NEW.house_id AND b.retired_at IS NULL AND b.id <> NEW.id)
       >= (SELECT h.capacity FROM public.shelter_house h WHERE h.id = NEW.house_id) THEN
        RAISE EXCEPTION 'more beds than the house was opened for'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'beds_fit_house';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_bed_comes_back BEFORE UPDATE ON shelter_bed
FOR EACH ROW WHEN (NEW.retired_at IS NULL AND (OLD.retired_at IS NOT NULL OR NEW.house_id <> OLD.house_id))
EXECUTE FUNCTION panah_private.bed_comes_back();

-- Nor does it shrink below the beds that stand in it.
CREATE OR REPLACE FUNCTION panah_private.house_holds_beds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM public.shelter_bed b WHERE b.house_id = NEW.id AND b.retired_at IS NULL) > NEW.capacity THEN
        RAISE EXCEPTION 'more beds than the house was opened for'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'beds_fit_house';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_house_holds_beds BEFORE UPDATE ON shelter_house
FOR EACH ROW WHEN (NEW.capacity < OLD.capacity) EXECUTE FUNCTION panah_private.house_holds_beds();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_house
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('name', 'region', 'capacity', 'opened_on', 'closed_on');

-- A zone, a room, a bed belong to one house of one unit: nobody hangs a place of theirs into a house of others, and no
-- answer tells them whether such a house is there.
CREATE OR REPLACE FUNCTION panah_private.place_of_one_unit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    belongs boolean;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'shelter_zone' THEN
            belongs := EXISTS (SELECT FROM public.shelter_house h WHERE h.id = NEW.house_id AND h.unit_id = NEW.unit_id);
        WHEN 'shelter_room' THEN
            belongs := EXISTS (SELECT FROM public.shelter_zone z WHERE z.id = NEW.zone_id AND z.unit_id = NEW.unit_id);
        WHEN 'shelter_bed' THEN
            belongs := EXISTS (
                SELECT FROM public.shelter_room r JOIN public.shelter_zone z ON z.id = r.zone_id
                WHERE r.id = NEW.room_id AND r.unit_id = NEW.unit_id AND r.kind = 'bedroom'
                  AND z.house_id = NEW.house_id);
        WHEN 'shelter_roombooking' THEN
            belongs := EXISTS (
                SELECT FROM public.shelter_room r
                WHERE r.id = NEW.room_id AND r.unit_id = NEW.unit_id AND r.kind IN ('talks', 'care'));
        ELSE  -- What hangs on a house: checks, licences, inspections.
            belongs := EXISTS (SELECT FROM public.shelter_house h WHERE h.id = NEW.house_id AND h.unit_id = NEW.unit_id);
    END CASE;
    IF NOT belongs THEN
        RAISE EXCEPTION 'not a place of this unit'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'place_of_one_unit';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_of_one_unit BEFORE INSERT OR UPDATE OF unit_id, house_id ON shelter_zone
FOR EACH ROW EXECUTE FUNCTION panah_private.place_of_one_unit();
CREATE OR REPLACE TRIGGER panah_of_one_unit BEFORE INSERT OR UPDATE OF unit_id, zone_id, kind ON shelter_room
FOR EACH ROW EXECUTE FUNCTION panah_private.place_of_one_unit();
CREATE OR REPLACE TRIGGER panah_of_one_unit BEFORE INSERT OR UPDATE OF unit_id, house_id, room_id ON shelter_bed
FOR EACH ROW EXECUTE FUNCTION panah_private.place_of_one_unit();
CREATE OR REPLACE TRIGGER panah_of_one_unit BEFORE INSERT OR UPDATE OF unit_id, room_id ON shelter_roombooking
FOR EACH ROW EXECUTE FUNCTION panah_private.place_of_one_unit();
CREATE OR REPLACE TRIGGER panah_of_one_unit BEFORE INSERT OR UPDATE OF unit_id, house_id ON shelter_conditioncheck
FOR EACH ROW EXECUTE FUNCTION panah_private.place_of_one_unit();
CREATE OR REPLACE TRIGGER panah_of_one_unit BEFORE INSERT OR UPDATE OF unit_id, house_id ON shelter_licence
FOR EACH ROW EXECUTE FUNCTION panah_private.place_of_one_unit();
CREATE OR REPLACE TRIGGER panah_of_one_unit BEFORE INSERT OR UPDATE OF unit_id, house_id ON shelter_inspection
FOR EACH ROW EXECUTE FUNCTION panah_private.place_of_one_unit();

-- A bed that is used is not taken away, and a bed that was taken away is not used. The bed is locked, so that of two
-- who do both at once the later sees what the other did.
CREATE OR REPLACE FUNCTION panah_private.bed_is_there() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.shelter_bed b
    WHERE b.id = NEW.bed_id AND b.unit_id = NEW.unit_id AND (b.retired_at IS NULL OR b.retired_at >= NEW.until_at)
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such bed here'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bed_is_there';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_bed_is_there BEFORE INSERT OR UPDATE OF unit_id, bed_id ON shelter_beduse
FOR EACH ROW EXECUTE FUNCTION panah_private.bed_is_there();

CREATE OR REPLACE FUNCTION panah_private.bed_is_empty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.shelter_beduse u
               WHERE u.bed_id = NEW.id AND (u.until_at IS NULL OR u.until_at > NEW.retired_at)) THEN
        RAISE EXCEPTION 'the bed is used'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bed_is_empty';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_bed_is_empty BEFORE UPDATE ON shelter_bed
FOR EACH ROW WHEN (NEW.retired_at IS NOT NULL AND OLD.retired_at IS NULL)
EXECUTE FUNCTION panah_private.bed_is_empty();

-- What an inspection found stays as it was written; that it was put right is written once.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_inspection
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('put_right_on');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_roombooking
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('cancelled_at');

-- A house in which somebody lives, or is about to, is not closed, and nobody comes to one that is. Of two who do both at
-- once the later sees what the other did.
CREATE OR REPLACE FUNCTION panah_private.house_is_empty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.shelter_stay s
               WHERE s.house_id = NEW.id AND s.state IN ('arriving', 'resident')) THEN
        RAISE EXCEPTION 'somebody lives in the house'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'house_is_empty';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_house_is_empty BEFORE UPDATE ON shelter_house
FOR EACH ROW WHEN (NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL)
EXECUTE FUNCTION panah_private.house_is_empty();

CREATE OR REPLACE FUNCTION panah_private.house_is_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.shelter_house h WHERE h.id = NEW.house_id AND h.closed_on IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the house is closed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'house_is_open';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_house_is_open BEFORE INSERT ON shelter_stay
FOR EACH ROW EXECUTE FUNCTION panah_private.house_is_open();
