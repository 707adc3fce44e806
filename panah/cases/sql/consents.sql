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

-- Nothing rests on a consent that was not yet given, had ended or was withdrawn: prior means before (CON-07). When it
-- was used is the moment by the database's clock, whatever is written: nobody rests something on a consent that is over.
-- The clock of who recorded the consent may go before ours a little, and a use is never written down as before it.
CREATE OR REPLACE FUNCTION panah_private.rests_on_live_consent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given timestamptz;
BEGIN
    NEW.used_at := clock_timestamp();
    SELECT c.given_at INTO given FROM public.cases_consent c
    WHERE c.id = NEW.consent_id AND c.withdrawn_at IS NULL
      AND c.given_at <= NEW.used_at + interval '10 seconds' AND c.until > NEW.used_at;
    IF given IS NULL THEN
        RAISE EXCEPTION 'this consent is not live' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.used_at := greatest(NEW.used_at, given);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_rests BEFORE INSERT ON cases_consentuse
FOR EACH ROW EXECUTE FUNCTION panah_private.rests_on_live_consent();
