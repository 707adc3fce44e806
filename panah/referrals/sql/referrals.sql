-- The numbers referrals are called by. One that was drawn and not used stays unused.
CREATE SEQUENCE IF NOT EXISTS referrals_referral_numbers;

-- What was offered, to whom and on what basis, stays as it was sent.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_referral
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'state', 'answered_at', 'closed_at', 'close_reason', 'outcome', 'outcome_at');

-- The reason for acting without consent stays as it was given; only the review is added.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_override
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('reviewed_at', 'reviewed_by_id', 'result', 'remark');

-- A referral is its sender's own deed, and hands on only what was referred to the sender. What ends with a referral is
-- found by these columns, so nobody may write them in another unit's name.
CREATE OR REPLACE FUNCTION panah_private.referral_is_the_senders() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user <> 'panah_web' THEN
        RETURN NEW;
    END IF;
    IF NEW.sender_unit_id <> ALL (public.panah_units()) THEN
        RAISE EXCEPTION 'a referral is its sender''s own' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.previous_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.referrals_referral r
            WHERE r.id = NEW.previous_id AND r.receiver_unit_id = NEW.sender_unit_id) THEN
        RAISE EXCEPTION 'only who was referred to hands on' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_senders_own BEFORE INSERT ON referrals_referral
FOR EACH ROW EXECUTE FUNCTION panah_private.referral_is_the_senders();
