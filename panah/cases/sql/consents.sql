-- What a person agreed to stays as it was said; it can only be withdrawn, and a withdrawal cannot be undone.
CREATE OR REPLACE FUNCTION panah_private.keeps_consent() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a withdrawn consent stays withdrawn' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_consent
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('withdrawn_at', 'withdrawn_by_id');
CREATE OR REPLACE TRIGGER panah_stays_withdrawn BEFORE UPDATE ON cases_consent
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_consent();

-- Nothing rests on a consent that was not yet given, had ended or was withdrawn: prior means before (CON-07).
CREATE OR REPLACE FUNCTION panah_private.rests_on_live_consent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.cases_consent c
                   WHERE c.id = NEW.consent_id AND c.withdrawn_at IS NULL
                     AND c.given_at <= NEW.used_at AND c.until > NEW.used_at) THEN
        RAISE EXCEPTION 'this consent is not live' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_rests BEFORE INSERT ON cases_consentuse
FOR EACH ROW EXECUTE FUNCTION panah_private.rests_on_live_consent();
