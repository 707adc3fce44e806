-- The numbers behind the plan's figures, over whole months and three of them at least, so that no two answers can be
-- held against each other to tell one person. Coded facts alone; people fewer than the smallest number are not shown.
CREATE OR REPLACE FUNCTION panah_figure(wanted text, since date, until date, zone text, smallest int) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    start timestamptz := date_trunc('month', since)::timestamp AT TIME ZONE zone;
    finish timestamptz := (greatest(date_trunc('month', until), date_trunc('month', since) + interval '2 months')
                           + interval '1 month')::timestamp AT TIME ZONE zone;
    found bigint;
BEGIN
    IF NOT panah_acting() THEN
        RETURN NULL;
    END IF;
    found := CASE wanted
        WHEN 'calls_taken' THEN (
            SELECT count(*) FROM hotline_statcard c WHERE c.ended_at >= start AND c.ended_at < finish)
        WHEN 'victims_presumed' THEN (
            SELECT count(DISTINCT s.person_id) FROM people_standingrecord s
            WHERE s.standing = 'presumed' AND s.at >= start AND s.at < finish)
        WHEN 'victims_identified' THEN (
            SELECT count(DISTINCT s.person_id) FROM people_standingrecord s
            WHERE s.standing = 'identified' AND s.at >= start AND s.at < finish)
        WHEN 'persons_sheltered' THEN (
            SELECT count(DISTINCT s.person_id) FROM shelter_stay s
            WHERE s.admitted_at < finish AND (s.left_at IS NULL OR s.left_at >= start))
        WHEN 'referrals_made' THEN (
            SELECT count(*) FROM referrals_referral r WHERE r.offered_at >= start AND r.offered_at < finish)
    END;
    RETURN CASE WHEN found >= greatest(smallest, 5) OR found = 0 THEN found END;
END $$;

CREATE OR REPLACE FUNCTION panah_heard_from(smallest int) RETURNS TABLE (code text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.heard_from::text, count(*) FROM hotline_statcard c
    WHERE c.heard_from <> '' AND (SELECT panah_acting())
      AND c.day >= date_trunc('month', current_date) - interval '12 months'
      AND c.day < date_trunc('month', current_date)
    GROUP BY 1 HAVING count(*) >= greatest(smallest, 5) ORDER BY 2 DESC
$$;

CREATE OR REPLACE FUNCTION panah_calls_by_region(smallest int) RETURNS TABLE (code text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.region::text, count(*) FROM hotline_statcard c
    WHERE c.region <> '' AND (SELECT panah_acting())
      AND c.day >= date_trunc('month', current_date) - interval '12 months'
      AND c.day < date_trunc('month', current_date)
    GROUP BY 1 HAVING count(*) >= greatest(smallest, 5) ORDER BY 2 DESC
$$;
