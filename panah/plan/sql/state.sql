-- The state of the fight, year by year: counts alone, for the coordinator's office and the analysts (NC-03).

-- The exact counts of one year, for the function below alone; what each counts stands beside its words in
-- panah/plan/state.py.
CREATE OR REPLACE FUNCTION panah_private.state_counts(wanted int, zone text)
RETURNS TABLE (figure text, code text, number bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    first_day date := make_date(wanted, 1, 1);
    day_after date := make_date(wanted + 1, 1, 1);
    start timestamptz := first_day::timestamp AT TIME ZONE zone;
    finish timestamptz := day_after::timestamp AT TIME ZONE zone;
BEGIN
    RETURN QUERY
    SELECT 'contacts_by_motive', c.motive::text, count(*) FROM hotline_statcard c
    WHERE c.day >= first_day AND c.day < day_after GROUP BY 2
    UNION ALL
    SELECT 'contacts_by_language', c.language::text, count(*) FROM hotline_statcard c
    WHERE c.day >= first_day AND c.day < day_after GROUP BY 2
    UNION ALL
    -- As the funnel counts: each person once a step, by the source of the first case, in no step revised later.
    SELECT CASE d.step WHEN 'presume' THEN 'presumed' WHEN 'identify' THEN 'identified' ELSE 'rejected' END,
           coalesce(s.source, 'unknown')::text, count(DISTINCT d.person_id)
    FROM cases_decision d
    LEFT JOIN LATERAL (SELECT k.source FROM cases_case k WHERE k.person_id = d.person_id AND k.unit_id = d.unit_id
                       ORDER BY k.opened_at, k.id LIMIT 1) s ON true
    WHERE d.step IN ('presume', 'identify', 'reject') AND d.at >= start AND d.at < finish
      AND NOT EXISTS (SELECT FROM cases_decision r WHERE r.about_id = d.id AND r.step = 'revise')
    GROUP BY 1, 2
    UNION ALL
    SELECT 'referrals', CASE WHEN r.state IN ('accepted', 'done', 'transferred') THEN 'accepted'
                             WHEN r.state IN ('offered', 'asked_back') THEN 'waiting' ELSE r.state END::text, count(*)
    FROM referrals_referral r WHERE r.offered_at >= start AND r.offered_at < finish GROUP BY 2
    UNION ALL
    SELECT 'child_notices', n.recipient_kind::text, count(*) FROM people_notice n
    WHERE n.subject = 'child' AND n.sent_at >= start AND n.sent_at < finish GROUP BY 2
    UNION ALL
    SELECT 'sheltered', CASE WHEN p.was_child THEN 'child' ELSE 'adult' END, count(*)
    FROM (SELECT bool_or(s.is_child) AS was_child FROM shelter_stay s
          WHERE s.admitted_at < finish AND (s.left_at IS NULL OR s.left_at >= start) GROUP BY s.person_id) p GROUP BY 2
    UNION ALL
    SELECT 'admitted', s.category::text, count(*) FROM shelter_stay s
    WHERE s.admitted_at >= start AND s.admitted_at < finish GROUP BY 2
    UNION ALL
    SELECT 'trained', p.who, sum(p.number)::bigint
    FROM (SELECT 'members' AS who, count(a.id) AS number FROM plan_training t
          JOIN plan_attendance a ON a.training_id = t.id AND a.came
          WHERE t.state = 'held' AND t.ends_on >= first_day AND t.ends_on < day_after
          UNION ALL
          SELECT g.who, coalesce(sum(g.number), 0) FROM plan_training t
          CROSS JOIN LATERAL (VALUES ('women', t.women), ('men', t.men)) g (who, number)
          WHERE t.state = 'held' AND t.ends_on >= first_day AND t.ends_on < day_after GROUP BY 1) p GROUP BY 2
    UNION ALL
    SELECT 'trainings', t.state::text, count(*) FROM plan_training t
    WHERE t.state IN ('held', 'cancelled') AND t.ends_on >= first_day AND t.ends_on < day_after GROUP BY 2
    UNION ALL
    SELECT 'campaigns', by_.channel::text, count(*) FROM plan_campaign c
    CROSS JOIN LATERAL (SELECT c.channels[1]) by_ (channel)
    WHERE c.begins_on >= first_day AND c.begins_on < day_after GROUP BY 2
    UNION ALL
    SELECT 'materials', d.place::text, sum(d.pieces)::bigint FROM plan_distribution d
    WHERE d."on" >= first_day AND d."on" < day_after GROUP BY 2
    UNION ALL
    SELECT 'plan_reports', s.state::text, count(*) FROM plan_slot s
    WHERE s.due_on >= first_day AND s.due_on < day_after GROUP BY 2;
END $$;

-- The counts as they may be shown; the row without a code is the total of its figure, NULL is withheld.
--
-- Only years that are over are counted: part of a year could be held against the whole of it. Where people or what
-- happened to them is counted, a number below the smallest (five at least) is withheld. One withheld cell would follow
-- from the total: the next smallest cells are withheld with it, until two at least are and come to the smallest
-- together. The steps of identification are shown by source on the funnel's own page too, each cell for itself, so
-- there the total is withheld instead.
DROP FUNCTION IF EXISTS panah_state_of_fight(int, text, int);
CREATE OR REPLACE FUNCTION panah_state_of_fight(wanted int, smallest int)
RETURNS TABLE (figure text, code text, number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    floor_ int := panah_private.smallest();
    zone text := panah_private.zone();
    things text[] := ARRAY['trainings', 'campaigns', 'materials', 'plan_reports'];
    by_source text[] := ARRAY['presumed', 'identified', 'rejected'];
BEGIN
    IF NOT panah_may('plan:state:view') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF wanted NOT BETWEEN 2000 AND extract(year FROM now() AT TIME ZONE zone)::int - 1 THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH ranked AS (
        SELECT c.*, c.figure = ANY (things) AS open_, row_number() OVER upwards AS place,
               sum(c.number) OVER upwards - c.number AS below,
               min(c.number) OVER (PARTITION BY c.figure) < floor_ AS rare
        FROM panah_private.state_counts(wanted, zone) c WHERE c.number > 0
        WINDOW upwards AS (PARTITION BY c.figure ORDER BY c.number, c.code ROWS UNBOUNDED PRECEDING)
    ), judged AS (
        SELECT r.*, NOT r.open_ AND (
            r.number < floor_ OR r.figure <> ALL (by_source) AND r.rare AND (r.place <= 2 OR r.below < floor_)
        ) AS withheld
        FROM ranked r
    )
    SELECT j.figure, j.code, CASE WHEN NOT j.withheld THEN j.number END FROM judged j
    UNION ALL
    SELECT j.figure, '', CASE WHEN bool_or(j.open_) OR count(*) FILTER (WHERE j.withheld) = 0
                              OR count(*) FILTER (WHERE j.withheld) >= 2
                                 AND sum(j.number) FILTER (WHERE j.withheld) >= floor_
                              THEN sum(j.number)::bigint END
    FROM judged j GROUP BY j.figure;
END $$;
