-- How often offers were refused or left unanswered, by receiver and reason, since a moment. A unit learns it of what it
-- sent and of what it was sent; the coordinator of everybody's. Numbers alone.
CREATE OR REPLACE FUNCTION panah_refusals(since timestamptz)
RETURNS TABLE (receiver_unit_id uuid, reason text, refused bigint, offered bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine uuid[] := public.panah_units();
    everything boolean := public.panah_may('referrals:commission:run');
BEGIN
    IF NOT public.panah_may('referrals:refusal:view') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH counted AS (
        SELECT r.receiver_unit_id, r.state, r.close_reason FROM public.referrals_referral r
        WHERE r.offered_at >= since AND (everything OR r.sender_unit_id = ANY (mine) OR r.receiver_unit_id = ANY (mine)))
    SELECT c.receiver_unit_id, (CASE WHEN c.state = 'expired' THEN 'unanswered' ELSE c.close_reason END)::text, count(*),
           (SELECT count(*) FROM counted a WHERE a.receiver_unit_id = c.receiver_unit_id)
    FROM counted c WHERE c.state IN ('declined', 'expired')
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 500;
END $$;
