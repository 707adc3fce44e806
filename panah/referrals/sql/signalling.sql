-- The numbers signals are called by. One that was drawn and not used stays unused.
CREATE SEQUENCE IF NOT EXISTS referrals_signal_numbers;

-- What was told stays as it was sent; the unit it went to adds what it made of it.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_signal
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'state', 'taken_at', 'taken_by_id', 'case_id', 'outcome', 'note', 'closed_at');

-- The kinds of unit that keep people anonymous: written from the country pack after every migrate (apps.py).
CREATE TABLE IF NOT EXISTS panah_private.consent_gated (kind text PRIMARY KEY);

-- A signal is the sender's own deed, and it goes to the special unit. Whether its sender keeps people anonymous is for
-- the database to say and not for who sends it (CON-06, CON-07).
CREATE OR REPLACE FUNCTION panah_private.signal_is_the_senders() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' AND NEW.sender_unit_id <> ALL (public.panah_units()) THEN
        RAISE EXCEPTION 'a signal is its sender''s own' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM public.accounts_unit u WHERE u.id = NEW.unit_id AND u.kind = 'special_unit') THEN
        RAISE EXCEPTION 'a signal goes to the special unit' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.sender_is_gated := EXISTS (
        SELECT FROM public.accounts_unit u JOIN panah_private.consent_gated g ON g.kind = u.kind
        WHERE u.id = NEW.sender_unit_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_senders_own BEFORE INSERT ON referrals_signal
FOR EACH ROW EXECUTE FUNCTION panah_private.signal_is_the_senders();

-- The sender hears how it stands and how it ended, and reads nothing.
CREATE OR REPLACE FUNCTION panah_private.tells_the_sender() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.referrals_signalreceipt
    SET state = NEW.state, taken_at = NEW.taken_at, outcome = NEW.outcome, closed_at = NEW.closed_at
    WHERE id = NEW.id AND unit_id = NEW.sender_unit_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_tells_the_sender AFTER UPDATE ON referrals_signal
FOR EACH ROW EXECUTE FUNCTION panah_private.tells_the_sender();
