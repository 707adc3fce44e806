-- Whoever is suspected of having trafficked a resident, or of being the cause of it, is kept away from them (CH-11).
-- It is taken from the links between the two, whoever of the mechanism recorded the suspicion.
CREATE OR REPLACE FUNCTION panah_private.keeps_suspected_away() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.other_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM public.people_link l JOIN public.shelter_stay s ON s.person_id = l.person_id
            WHERE s.id = NEW.stay_id AND l.other_id = NEW.other_id AND l.suspected AND l.ended_at IS NULL) THEN
        NEW.suspected := true;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps_suspected_away BEFORE INSERT OR UPDATE ON shelter_acquaintance
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_suspected_away();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_acquaintance
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'state', 'suspected', 'reason', 'words', 'ways', 'decided_by_id', 'decided_at');

-- A suspicion that comes up later keeps them away from then on.
CREATE OR REPLACE FUNCTION panah_private.suspicion_keeps_away() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.shelter_acquaintance a SET suspected = true, state = 'blocked', reason = 'suspected'
    FROM public.shelter_stay s
    WHERE s.id = a.stay_id AND s.person_id = NEW.person_id AND a.other_id = NEW.other_id AND NOT a.suspected;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_suspicion_keeps_away AFTER INSERT ON people_link
FOR EACH ROW WHEN (NEW.suspected) EXECUTE FUNCTION panah_private.suspicion_keeps_away();

-- What was expected with somebody who is kept away from now on does not take place, and the door lets nobody in for it.
CREATE OR REPLACE FUNCTION panah_private.cancels_encounters() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.shelter_doorcard d
    USING public.shelter_encounter e, public.shelter_stay s, public.shelter_guarding g
    WHERE e.acquaintance_id = NEW.id AND e.state = 'expected' AND d.id = e.door_card_id
      AND s.id = NEW.stay_id AND g.house_id = s.house_id AND d.guarding_id = g.id;
    UPDATE public.shelter_encounter SET state = 'cancelled' WHERE acquaintance_id = NEW.id AND state = 'expected';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_cancels_encounters AFTER UPDATE OF state ON shelter_acquaintance
FOR EACH ROW WHEN (NEW.state <> 'approved') EXECUTE FUNCTION panah_private.cancels_encounters();

-- A resident meets and speaks to those who are approved for them, in the ways they are approved for.
CREATE OR REPLACE FUNCTION panah_private.meets_the_approved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.shelter_acquaintance a
                   WHERE a.id = NEW.acquaintance_id AND a.stay_id = NEW.stay_id AND a.state = 'approved'
                     AND NEW.way = ANY (a.ways)
                   FOR SHARE) THEN
        RAISE EXCEPTION 'encounter_with_the_approved' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_meets_the_approved BEFORE INSERT OR UPDATE ON shelter_encounter
FOR EACH ROW WHEN (NEW.state <> 'cancelled') EXECUTE FUNCTION panah_private.meets_the_approved();
CREATE OR REPLACE TRIGGER panah_settles_once BEFORE UPDATE ON shelter_encounter
FOR EACH ROW EXECUTE FUNCTION panah_private.settles_once('expected');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_encounter
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'words', 'done_by_id');
