-- The numbers meetings are called by.
CREATE SEQUENCE IF NOT EXISTS referrals_meeting_numbers;

-- What was put on the agenda stays; a decision is added once.
CREATE OR REPLACE FUNCTION panah_private.decides_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'a decision stays as it was taken' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_agendaitem
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('decision', 'decision_words', 'decided_at', 'decided_by_id');
CREATE OR REPLACE TRIGGER panah_decides_once BEFORE UPDATE ON referrals_agendaitem
FOR EACH ROW EXECUTE FUNCTION panah_private.decides_once();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_followup
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('done_at', 'done_by_id', 'result');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_meeting
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('present', 'closed_at');
