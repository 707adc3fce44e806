-- Unusual look-ups of whole hours, in counts and codes (PRI-03). The worker may not read more of it than this gives; it
-- is told the thresholds by the country's settings. The server gets nothing from it. Night is the country's own; who has a shift then does what is usual.
CREATE OR REPLACE FUNCTION panah_unusual(since timestamptz, until timestamptz, look_ups text[], zone text,
                                         night_from time, night_to time, most int, most_at_night int, most_refused int)
RETURNS TABLE (kind text, member_id uuid, unit_id uuid, hour timestamptz, times int, codes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH seen AS (
        SELECT e.member_id, e.unit_id, e.code, e.at, date_trunc('hour', e.at) AS hour,
               (e.at AT TIME ZONE zone)::time AS clock
        FROM public.audit_entry e
        WHERE session_user <> 'panah_web' AND e.at >= since AND e.at < until AND e.member_id IS NOT NULL
          AND (e.code = ANY (look_ups || 'people.search_in_vain'::text) OR starts_with(e.code, 'look_up.'))
    ), told AS (
        SELECT 'many' AS kind, s.*, most AS least FROM seen s WHERE s.code = ANY (look_ups)
        UNION ALL
        SELECT 'night', s.*, most_at_night FROM seen s
        WHERE s.code = ANY (look_ups)
          AND CASE WHEN night_from > night_to THEN s.clock >= night_from OR s.clock < night_to
                   ELSE s.clock >= night_from AND s.clock < night_to END
          AND NOT EXISTS (SELECT FROM public.hotline_shift h WHERE h.member_id = s.member_id
                          AND h.starts_at <= s.at AND h.ends_at > s.at AND h.withdrawn_at IS NULL)
        UNION ALL
        SELECT 'conflict', s.*, 1 FROM seen s WHERE s.code = 'look_up.conflicted'
        UNION ALL
        SELECT 'unassigned', s.*, 1 FROM seen s WHERE s.code = 'case.looked_up'
        UNION ALL
        SELECT 'refused', s.*, most_refused FROM seen s
        WHERE starts_with(s.code, 'look_up.') OR s.code = 'people.search_in_vain'
    )
    SELECT t.kind, t.member_id, (array_agg(t.unit_id))[1], t.hour, count(*)::int, array_agg(DISTINCT t.code::text)
    FROM told t
    GROUP BY t.kind, t.member_id, t.hour
    HAVING count(*) >= min(t.least)
    ORDER BY t.hour, t.kind, t.member_id
    LIMIT 5000
$$;

-- What an alarm says stays as it was raised; what came of it is written once.
CREATE OR REPLACE FUNCTION panah_private.keeps_alarm() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.reviewed_at IS NOT NULL OR to_jsonb(OLD) - '{reviewed_at,reviewed_by_id,result}'::text[]
       IS DISTINCT FROM to_jsonb(NEW) - '{reviewed_at,reviewed_by_id,result}'::text[] THEN
        RAISE EXCEPTION 'an alarm stays as it was raised' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON audit_alarm
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_alarm();
