-- The numbers requests for assistance are called by. One that was drawn and not used stays unused.
CREATE SEQUENCE IF NOT EXISTS referrals_assistance_numbers;

-- What was asked stays as it was asked; the answer is added once, by the unit that was asked (NRM-08, NRM-09).
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_assistance
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'reason', 'answered_at', 'answered_by_id');

CREATE OR REPLACE FUNCTION panah_private.assistance_sides() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' AND TG_OP = 'INSERT'
       AND (NEW.asked_by_unit_id <> ALL (public.panah_units()) OR NOT public.panah_may('referrals:assistance:ask')) THEN
        RAISE EXCEPTION 'a request is its asker''s own' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF session_user = 'panah_web' AND TG_OP = 'UPDATE'
       AND (OLD.unit_id <> ALL (public.panah_units()) OR NOT public.panah_may('referrals:assistance:answer')) THEN
        RAISE EXCEPTION 'only who was asked answers' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state <> 'asked' THEN
        RAISE EXCEPTION 'this was answered already' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_sides BEFORE INSERT OR UPDATE ON referrals_assistance
FOR EACH ROW EXECUTE FUNCTION panah_private.assistance_sides();

-- Each side's copy is written by who says it, and there is nobody but the two: the asker asks, the asked answers.
CREATE OR REPLACE FUNCTION panah_private.assistance_letter_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM public.referrals_assistance a
            WHERE a.id = NEW.request_id AND NEW.unit_id IN (a.unit_id, a.asked_by_unit_id)
              AND NEW.from_unit_id = CASE WHEN NEW.step = 'ask' THEN a.asked_by_unit_id ELSE a.unit_id END)
       OR (session_user = 'panah_web' AND NEW.from_unit_id <> ALL (public.panah_units())) THEN
        RAISE EXCEPTION 'a letter goes between the two' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_fits BEFORE INSERT ON referrals_assistanceletter
FOR EACH ROW EXECUTE FUNCTION panah_private.assistance_letter_fits();
