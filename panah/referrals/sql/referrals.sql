-- The numbers referrals are called by. One that was drawn and not used stays unused.
CREATE SEQUENCE IF NOT EXISTS referrals_referral_numbers;

-- What was offered, to whom and on what basis, stays as it was sent.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_referral
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'state', 'answered_at', 'closed_at', 'close_reason', 'outcome', 'outcome_at');

-- The reason for acting without consent stays as it was given; only the review is added.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_override
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('reviewed_at', 'reviewed_by_id', 'result', 'remark');

-- What was offered by a referral opens with its acceptance: the state, and its line in the trail by the same deed.
CREATE OR REPLACE FUNCTION panah_private.opens_when_accepted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.referrals_referral r WHERE r.number = NEW.basis_reference)
       AND NOT EXISTS (
            SELECT FROM public.referrals_referral r
            JOIN public.audit_entry e ON e.subject_id = r.id AND e.xact = public.panah_moment()
            WHERE r.number = NEW.basis_reference AND r.receiver_unit_id = NEW.unit_id AND r.state = 'accepted'
              AND e.code = 'referral.accepted') THEN
        RAISE EXCEPTION 'what was offered opens when it is accepted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_opens BEFORE UPDATE OF pending ON vault_grant
FOR EACH ROW WHEN (OLD.pending AND NOT NEW.pending) EXECUTE FUNCTION panah_private.opens_when_accepted();

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
