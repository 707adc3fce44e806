-- How the special unit keeps its terms, by rule, of what began since a moment: numbers alone. The National Coordinator,
-- to whom it answers, learns it of every special unit; who leads the unit, of the own one (POL-01).
CREATE OR REPLACE FUNCTION panah_supervised(since timestamptz)
RETURNS TABLE (unit_id uuid, rule text, step text, begun bigint, in_time bigint, late bigint, open bigint, overdue bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine uuid[] := public.panah_units();
    everything boolean := public.panah_may('referrals:commission:run');
BEGIN
    IF NOT public.panah_may('referrals:supervision:view') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT d.unit_id, d.rule::text, d.step::text, count(*),
           count(*) FILTER (WHERE d.done_at <= d.due_at), count(*) FILTER (WHERE d.done_at > d.due_at),
           count(*) FILTER (WHERE d.done_at IS NULL AND d.cancelled_at IS NULL),
           count(*) FILTER (WHERE d.done_at IS NULL AND d.cancelled_at IS NULL AND d.due_at <= now())
    FROM public.duties_duty d JOIN public.accounts_unit u ON u.id = d.unit_id AND u.kind = 'special_unit'
    WHERE d.opened_at >= since AND (everything OR d.unit_id = ANY (mine))
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 500;
END $$;
