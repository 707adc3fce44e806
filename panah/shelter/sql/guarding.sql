-- Whether the acting member guards this door now, or as a body guard walks beside this person; half an hour around a
-- shift and an hour around a way belong to it. Nobody else who guards sees a face (SH-12).
CREATE OR REPLACE FUNCTION panah_private.guards_now(place uuid, card uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 40 AS $$
    SELECT public.panah_may('shelter:door:view') AND EXISTS (
            SELECT FROM public.shelter_guardshift s
            WHERE s.folder_id = place AND s.member_id = public.panah_member() AND s.withdrawn_at IS NULL
              AND s.starts_at <= now() + interval '30 minutes' AND s.ends_at >= now() - interval '30 minutes')
        OR public.panah_may('shelter:escort:walk') AND EXISTS (
            SELECT FROM public.shelter_escort e
            WHERE e.card_id = card AND e.member_id = public.panah_member() AND e.state = 'taken'
              AND e.starts_at <= now() + interval '1 hour' AND e.ends_at >= now() - interval '1 hour')
$$;

-- Who guards, or walks beside somebody, is appointed to do that in the unit that guards the house, and has been trained
-- for it until the last day (POL-06): the guard at the door and the body guard are two roles.
-- The country's own days are reckoned where the shift is made; fourteen hours are as far as any clock is from this one.
CREATE OR REPLACE FUNCTION panah_private.guard_is_trained() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.member_id IS NULL OR to_jsonb(NEW) ->> 'withdrawn_at' IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.shelter_guarding g
        JOIN public.accounts_appointment a ON a.unit_id = g.guard_unit_id AND a.role = TG_ARGV[1] AND a.ended_at IS NULL
        JOIN public.shelter_training t ON t.member_id = a.member_id AND t.unit_id = a.unit_id
        WHERE g.id = NEW.guarding_id AND g.folder_id = NEW.folder_id AND a.member_id = NEW.member_id
          AND t.topic = TG_ARGV[0] AND t.withdrawn_at IS NULL
          AND t.trained_on <= (NEW.starts_at + interval '14 hours')::date AND t.valid_until >= (NEW.ends_at - interval '14 hours')::date) THEN
        RAISE EXCEPTION 'without a training there is no shift'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'guard_is_trained';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_guard_is_trained BEFORE INSERT OR UPDATE ON shelter_guardshift
FOR EACH ROW EXECUTE FUNCTION panah_private.guard_is_trained('safe_house_guard', 'guard');
CREATE OR REPLACE TRIGGER panah_guard_is_trained BEFORE INSERT OR UPDATE OF member_id ON shelter_escort
FOR EACH ROW EXECUTE FUNCTION panah_private.guard_is_trained('body_guard', 'body_guard');

-- A shift can only be withdrawn, an alarm answered and ended, a training withdrawn.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_guardshift
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('withdrawn_at');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_duress
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('acknowledged_at', 'acknowledged_by_id', 'ended_at', 'ended_by_id', 'result');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_training
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('withdrawn_at');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_escort
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'member_id', 'card_id');

-- A way out is asked for by the house. Who walks takes one that nobody has taken, gives it back done, and changes nothing
-- else of it: with the card of a way comes a face (SH-12).
CREATE OR REPLACE FUNCTION panah_private.way_is_the_houses() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user <> 'panah_web' OR public.panah_may('shelter:house:write') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' OR NEW.card_id IS DISTINCT FROM OLD.card_id
       OR NEW.member_id IS DISTINCT FROM public.panah_member()
       OR (OLD.state, NEW.state) NOT IN (('asked', 'taken'), ('taken', 'done'))
       OR OLD.state = 'taken' AND OLD.member_id IS DISTINCT FROM NEW.member_id THEN
        RAISE EXCEPTION 'a way out is the house''s' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_the_houses BEFORE INSERT OR UPDATE ON shelter_escort
FOR EACH ROW EXECUTE FUNCTION panah_private.way_is_the_houses();

-- The alarm of somebody who works in a house and may not see how it is guarded: a partner's specialist (SH-13). It is
-- raised in their own name for a house of their unit; what comes back is who guards it, so that the guards' clock starts,
-- and nothing else of the alarm, the guarding or those who live there can be read by it.
CREATE OR REPLACE FUNCTION panah_raise_alarm(fresh uuid, wanted uuid) RETURNS TABLE (raised boolean, guards uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place public.shelter_guarding;
BEGIN
    IF public.panah_member() IS NULL OR NOT public.panah_may('shelter:duress:raise') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT g.* INTO place FROM public.shelter_guarding g JOIN public.shelter_house h ON h.id = g.house_id
    WHERE h.id = wanted AND h.closed_on IS NULL AND h.unit_id = ANY (public.panah_units());
    IF place.id IS NOT NULL THEN
        INSERT INTO public.shelter_duress (id, folder_id, guarding_id, raised_at, raised_by_id, result)
        VALUES (fresh, place.folder_id, place.id, now(), public.panah_member(), '');
    END IF;
    RETURN QUERY SELECT place.id IS NOT NULL, place.guard_unit_id;
END $$;

-- Whether somebody comes: asked by whoever pressed, about their own alarms of the last day and no others.
CREATE OR REPLACE FUNCTION panah_own_alarms() RETURNS TABLE (raised_at timestamptz, answered_at timestamptz, ended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.raised_at, d.acknowledged_at, d.ended_at IS NOT NULL FROM public.shelter_duress d
    WHERE d.raised_by_id = public.panah_member() AND d.raised_at > now() - interval '1 day'
    ORDER BY d.id DESC LIMIT 5
$$;

-- A visitor came in or went out, as whoever stands at the door or works in the house says; nothing else of a card changes
-- at the door.
CREATE OR REPLACE FUNCTION panah_visitor_passed(wanted uuid, inward boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.shelter_doorcard c
    SET in_at = CASE WHEN inward THEN now() ELSE c.in_at END, out_at = CASE WHEN inward THEN NULL ELSE now() END
    WHERE c.id = wanted AND c.kind = 'visitor' AND (c.in_at IS NOT NULL AND c.out_at IS NULL) <> inward
      AND panah_private.opens(c.folder_id, panah_private.whole_units())
      AND (public.panah_may('shelter:house:write') OR panah_private.guards_now(c.folder_id, c.id));
    RETURN FOUND;
END $$;
