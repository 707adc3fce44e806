-- Whether the acting member stands at this door now or walks beside this person; half an hour around a shift and an hour
-- around a way belong to it. Nobody else who guards sees a face (SH-12).
CREATE OR REPLACE FUNCTION panah_private.guards_now(place uuid, card uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 40 AS $$
    SELECT EXISTS (
            SELECT FROM public.shelter_guardshift s
            WHERE s.folder_id = place AND s.member_id = public.panah_member() AND s.withdrawn_at IS NULL
              AND s.starts_at <= now() + interval '30 minutes' AND s.ends_at >= now() - interval '30 minutes')
        OR EXISTS (
            SELECT FROM public.shelter_escort e
            WHERE e.card_id = card AND e.member_id = public.panah_member() AND e.state = 'taken'
              AND e.starts_at <= now() + interval '1 hour' AND e.ends_at >= now() - interval '1 hour')
$$;

-- Who guards belongs to the unit that guards the house and has been trained for it until the last day (POL-06).
-- The country's own days are reckoned where the shift is made; fourteen hours are as far as any clock is from this one.
CREATE OR REPLACE FUNCTION panah_private.guard_is_trained() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.member_id IS NULL OR to_jsonb(NEW) ->> 'withdrawn_at' IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.shelter_guarding g
        JOIN public.accounts_appointment a ON a.unit_id = g.guard_unit_id AND a.ended_at IS NULL
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
FOR EACH ROW EXECUTE FUNCTION panah_private.guard_is_trained('safe_house_guard');
CREATE OR REPLACE TRIGGER panah_guard_is_trained BEFORE INSERT OR UPDATE OF member_id ON shelter_escort
FOR EACH ROW EXECUTE FUNCTION panah_private.guard_is_trained('body_guard');

-- A shift can only be withdrawn, an alarm answered and ended, a training withdrawn.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_guardshift
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('withdrawn_at');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_duress
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('acknowledged_at', 'acknowledged_by_id', 'ended_at', 'ended_by_id', 'result');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_training
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('withdrawn_at');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_escort
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'member_id', 'card_id');
