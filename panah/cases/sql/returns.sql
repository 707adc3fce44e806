-- A consent withdrawn leaves its recipient to say what became of what it had received. Made here, with the withdrawal
-- itself, so that no way of withdrawing forgets it; where nothing had been shared there is nothing to say.
CREATE OR REPLACE FUNCTION panah_private.asks_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.cases_return (id, unit_id, consent_id, matter_id, pseudonym, compartments, asked_by_unit_id,
                                     asked_at, answer)
    SELECT NEW.id, NEW.recipient_unit_id, NEW.id, NEW.matter_id, p.pseudonym, NEW.compartments, NEW.recorded_by_unit_id,
           NEW.withdrawn_at, ''
    FROM public.people_person p
    WHERE p.id = NEW.person_id AND EXISTS (SELECT FROM public.cases_consentuse u WHERE u.consent_id = NEW.id)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_asks_back AFTER UPDATE OF withdrawn_at ON cases_consent
FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL)
EXECUTE FUNCTION panah_private.asks_back();

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_return
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('answer', 'answered_at', 'answered_by_id');

-- What was asked, decided and given out stays as it was; a decision is made once, and an extract goes out once.
CREATE OR REPLACE FUNCTION panah_private.discloses_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (OLD.decided_at IS NOT NULL AND (NEW.state, NEW.decided_at, NEW.decided_by_id, NEW.given_fields)
            IS DISTINCT FROM (OLD.state, OLD.decided_at, OLD.decided_by_id, OLD.given_fields))
       OR (OLD.given_at IS NOT NULL AND (NEW.extract, NEW.given_at, NEW.given_by_id)
            IS DISTINCT FROM (OLD.extract, OLD.given_at, OLD.given_by_id)) THEN
        RAISE EXCEPTION 'a disclosure is decided and given once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_disclosure
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'state', 'decided_at', 'decided_by_id', 'decided_by_unit_id', 'reason', 'given_fields', 'extract', 'given_at',
    'given_by_id');
CREATE OR REPLACE TRIGGER panah_discloses_once BEFORE UPDATE ON cases_disclosure
FOR EACH ROW EXECUTE FUNCTION panah_private.discloses_once();

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_concern
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('reviewed_at', 'reviewed_by_id', 'result');
