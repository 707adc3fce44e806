-- The numbers referrals are called by. One that was drawn and not used stays unused.
CREATE SEQUENCE IF NOT EXISTS referrals_referral_numbers;

-- What was offered, to whom and on what basis, stays as it was sent.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_referral
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'state', 'answered_at', 'closed_at', 'close_reason', 'outcome', 'outcome_at');

-- The reason for acting without consent stays as it was given; only the review is added.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_override
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('reviewed_at', 'reviewed_by_id', 'result', 'remark');
