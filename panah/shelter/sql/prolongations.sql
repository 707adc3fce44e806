-- A prolongation belongs to a stay that runs, is a child's whenever the stay is, rests on a consent given for it alone
-- and after everything decided before, and makes the stay longer (SH-03, SH-04, CH-06).
CREATE OR REPLACE FUNCTION panah_private.prolongs_a_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stay public.shelter_stay;
    before timestamptz;
BEGIN
    SELECT * INTO stay FROM public.shelter_stay s WHERE s.id = NEW.stay_id AND s.folder_id = NEW.folder_id FOR NO KEY UPDATE;
    IF NOT FOUND OR stay.state <> 'resident' OR stay.is_child <> NEW.is_child OR NEW.until_at <= stay.ends_at
       OR NEW.ask_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.shelter_prolongationask a
            WHERE a.id = NEW.ask_id AND a.stay_id = NEW.stay_id AND a.requested_by = NEW.requested_by) THEN
        RAISE EXCEPTION 'this prolongs no stay'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'prolongation_of_stay';
    END IF;
    SELECT max(p.decided_at) INTO before FROM public.shelter_prolongation p WHERE p.stay_id = NEW.stay_id;
    IF NEW.consent_id = stay.consent_id
       OR NOT panah_private.agreed_in_stay(
            NEW.consent_id, stay, coalesce(before, stay.admitted_at), NEW.decided_at) THEN
        RAISE EXCEPTION 'no stay is prolonged without the person''s own consent, given anew'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'prolongation_rests_on_consent';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_prolongs BEFORE INSERT ON shelter_prolongation
FOR EACH ROW EXECUTE FUNCTION panah_private.prolongs_a_stay();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_prolongationask
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('answer', 'answered_at', 'answered_by_id');

-- Another body asks that somebody stay longer, by the false name. Whether anybody of that name lives anywhere, and
-- where, nothing here tells: neither an answer nor a refusal nor a row (CON-14). The law names who may ask: of an adult
-- the special unit, of a child the guardianship authority and the commission on children as well (SH-03, CH-06).
CREATE OR REPLACE FUNCTION panah_ask_prolongation(ask uuid, asking_unit uuid, name text, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body text := (SELECT u.kind FROM public.accounts_unit u WHERE u.id = asking_unit);
BEGIN
    IF asking_unit <> ALL (public.panah_units()) OR NOT public.panah_may('shelter:prolongation:ask') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.shelter_prolongationask (id, unit_id, stay_id, requested_by, asked_by_unit_id, asked_by_id, asked_at,
                                                reason, answer)
    SELECT ask, s.unit_id, s.id, body, asking_unit, public.panah_member(), now(), why, 'waiting'
    FROM public.shelter_stay s
    WHERE s.pseudonym = name AND s.state = 'resident'
      AND (body = 'special_unit' OR s.is_child AND body IN ('guardianship', 'children_commission'))
    ON CONFLICT DO NOTHING;
    -- Everybody's pages ask again: who listens must not hear which house it is, or whether there is one.
    PERFORM pg_notify('panah_live', json_build_object('unit', NULL, 'topic', 'house')::text);
END $$;
