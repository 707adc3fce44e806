-- How many months the country reports on at a time, a part of a year: written from the country pack after every migrate.
CREATE TABLE IF NOT EXISTS panah_private.reported_months (months int PRIMARY KEY);

-- How a number of people, or of what happened to them, is shown wherever a figure of the plan is: not at all below the
-- country's smallest, and else to the nearest multiple of it, so that two figures held against each other tell
-- nobody what one person more or less would.
CREATE OR REPLACE FUNCTION panah_private.shown(number bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN number = 0 THEN 0
                WHEN number >= s.smallest THEN (round(number::numeric / s.smallest) * s.smallest)::bigint END
    FROM (SELECT panah_private.smallest()) s (smallest)
$$;

-- What one figure counts in a stretch of time, a row for each: how many it stands for, and its classes. Coded facts.
-- The funnel and the state of the fight show the steps of identification exactly, by how people came, and withhold the
-- sources with few. Those few are left out here too, or the figure less what is shown there would tell of them.
CREATE OR REPLACE FUNCTION panah_private.counted(wanted text, start timestamptz, finish timestamptz)
RETURNS TABLE (number bigint, classes jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first_day date := (start AT TIME ZONE panah_private.zone())::date;
    day_after date := (finish AT TIME ZONE panah_private.zone())::date;
BEGIN
    IF wanted = 'calls_taken' THEN
        RETURN QUERY SELECT 1::bigint, jsonb_build_object('region', c.region)
        FROM hotline_statcard c WHERE c.ended_at >= start AND c.ended_at < finish;
    ELSIF wanted IN ('victims_presumed', 'victims_identified', 'persons_sheltered') THEN
        RETURN QUERY
        WITH people AS (
            SELECT p.*, count(*) OVER (PARTITION BY first_.source) AS of_source
            FROM people_person p
            LEFT JOIN LATERAL (SELECT k.source FROM cases_case k WHERE k.person_id = p.id
                               ORDER BY k.opened_at, k.id LIMIT 1) first_ ON true
            WHERE p.id IN (
                SELECT s.person_id FROM people_standingrecord s
                WHERE 'victims_' || s.standing = wanted AND s.at >= start AND s.at < finish
                UNION
                SELECT s.person_id FROM shelter_stay s
                WHERE wanted = 'persons_sheltered' AND s.admitted_at < finish
                  AND (s.left_at IS NULL OR s.left_at >= start))
        )
        SELECT 1::bigint, jsonb_build_object(
            'sex', p.sex, 'age', p.age_band, 'citizenship', p.citizenship,
            'exploitation', (SELECT k.exploitation FROM cases_case k WHERE k.person_id = p.id AND k.exploitation <> ''
                             ORDER BY k.opened_at DESC, k.id LIMIT 1))
        FROM people p WHERE wanted = 'persons_sheltered' OR p.of_source >= panah_private.smallest();
    ELSIF wanted = 'referrals_made' THEN
        RETURN QUERY SELECT 1::bigint, '{}'::jsonb
        FROM referrals_referral r WHERE r.offered_at >= start AND r.offered_at < finish;
    ELSIF wanted = 'trainings_held' THEN
        RETURN QUERY SELECT 1::bigint, jsonb_build_object('region', t.region)
        FROM plan_training t WHERE t.state = 'held' AND t.ends_on >= first_day AND t.ends_on < day_after;
    ELSIF wanted = 'persons_trained' THEN
        RETURN QUERY SELECT g.number::bigint, jsonb_build_object('sex', g.sex, 'region', t.region)
        FROM plan_training t
        CROSS JOIN LATERAL (
            SELECT count(*), '' FROM plan_attendance a WHERE a.training_id = t.id AND a.came
            UNION ALL SELECT t.women, 'female' UNION ALL SELECT t.men, 'male') g (number, sex)
        WHERE t.state = 'held' AND t.ends_on >= first_day AND t.ends_on < day_after;
    ELSIF wanted = 'materials_given' THEN
        RETURN QUERY SELECT d.pieces::bigint, jsonb_build_object('region', d.region)
        FROM plan_distribution d WHERE d."on" >= first_day AND d."on" < day_after;
    END IF;
END $$;

-- The numbers behind the plan's figures: of the country's own period of reporting that a day lies in, once it is over.
-- Periods do not overlap and are not asked about while they grow. The row without a class is the whole; a class too
-- small to be shown has no row, for its name alone would tell.
DROP FUNCTION IF EXISTS panah_figure(text, date, date, text, int);
DROP FUNCTION IF EXISTS panah_figure(text, date, int);
CREATE OR REPLACE FUNCTION panah_figure(wanted text, dimensions text[], day date)
RETURNS TABLE (dimension text, class text, number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    months int := (SELECT r.months FROM panah_private.reported_months r);
    first_day timestamp := date_trunc('year', day)
        + make_interval(months => (extract(month FROM day)::int - 1) / months * months);
    start timestamptz := first_day AT TIME ZONE panah_private.zone();
    finish timestamptz := (first_day + make_interval(months => months)) AT TIME ZONE panah_private.zone();
    of_things boolean := wanted IN ('trainings_held', 'materials_given');
BEGIN
    IF NOT panah_acting() OR finish > now() OR wanted <> ALL (ARRAY[
        'calls_taken', 'victims_presumed', 'victims_identified', 'persons_sheltered', 'referrals_made',
        'trainings_held', 'persons_trained', 'materials_given']) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH counted AS MATERIALIZED (SELECT * FROM panah_private.counted(wanted, start, finish)),
    summed AS (
        SELECT '' AS dimension, '' AS class, coalesce(sum(c.number), 0)::bigint AS number FROM counted c
        UNION ALL
        SELECT d.name, c.classes ->> d.name, sum(c.number)::bigint
        FROM counted c CROSS JOIN unnest(dimensions) d (name)
        WHERE c.classes ->> d.name <> '' GROUP BY 1, 2
    ), told AS (
        SELECT s.dimension, s.class,
               CASE WHEN of_things THEN s.number
                    -- Nobody and a few are said in the same way.
                    WHEN starts_with(wanted, 'victims') THEN nullif(panah_private.shown(s.number), 0)
                    ELSE panah_private.shown(s.number) END AS number
        FROM summed s
    )
    SELECT t.dimension, t.class, t.number FROM told t
    WHERE t.dimension = '' OR t.number > 0 ORDER BY 1, 2 LIMIT 500;
END $$;

DROP FUNCTION IF EXISTS panah_heard_from(int);
CREATE OR REPLACE FUNCTION panah_heard_from() RETURNS TABLE (code text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.heard_from::text, panah_private.shown(count(*)) FROM hotline_statcard c
    WHERE c.heard_from <> '' AND (SELECT panah_acting())
      AND c.day >= date_trunc('month', panah_private.today()) - interval '12 months'
      AND c.day < date_trunc('month', panah_private.today())
    GROUP BY 1 HAVING count(*) >= panah_private.smallest() ORDER BY 2 DESC
$$;

DROP FUNCTION IF EXISTS panah_calls_by_region(int);
CREATE OR REPLACE FUNCTION panah_calls_by_region() RETURNS TABLE (code text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.region::text, panah_private.shown(count(*)) FROM hotline_statcard c
    WHERE c.region <> '' AND (SELECT panah_acting())
      AND c.day >= date_trunc('month', panah_private.today()) - interval '12 months'
      AND c.day < date_trunc('month', panah_private.today())
    GROUP BY 1 HAVING count(*) >= panah_private.smallest() ORDER BY 2 DESC
$$;

-- What the bodies reported on the indicators of a measure, or in a round, and the office approved: added up, so that
-- everybody who works here may read it. What is broken down counts people and is shown as such, class by class.
CREATE OR REPLACE FUNCTION panah_reached(wanted uuid)
RETURNS TABLE (indicator uuid, dimension text, class text, number numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT panah_acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH approved AS (
        SELECT DISTINCT ON (r.slot_id) r.figures
        FROM plan_slot s JOIN plan_report r ON r.slot_id = s.id AND r.submitted_at IS NOT NULL
        WHERE (s.measure_id = wanted OR s.round_id = wanted) AND s.state IN ('approved', 'locked')
        ORDER BY r.slot_id, r.number DESC
    ), given AS (
        -- Once broken down, always of people: taking the dimensions away later shows no small number.
        SELECT i.id AS indicator, f.value AS figure,
               bool_or(cardinality(i.by) > 0 OR coalesce(f.value -> 'by', '{}') <> '{}') OVER (PARTITION BY i.id)
                   AS of_people
        FROM approved a CROSS JOIN LATERAL jsonb_each(a.figures) f JOIN plan_indicator i ON i.id::text = f.key
        WHERE i.figure = ''
    ), summed AS (
        SELECT g.indicator, g.of_people, '' AS dimension, '' AS class, sum((g.figure ->> 'value')::numeric) AS number
        FROM given g GROUP BY 1, 2
        UNION ALL
        SELECT g.indicator, g.of_people, d.key, c.key, sum(c.value::numeric)
        FROM given g CROSS JOIN LATERAL jsonb_each(g.figure -> 'by') d CROSS JOIN LATERAL jsonb_each_text(d.value) c
        GROUP BY 1, 2, 3, 4
    ), told AS (
        SELECT s.indicator, s.dimension, s.class,
               CASE WHEN s.of_people THEN panah_private.shown(ceil(s.number)::bigint)
                    ELSE s.number END AS number
        FROM summed s
    )
    SELECT t.indicator, t.dimension, t.class, t.number FROM told t
    WHERE t.dimension = '' OR t.number > 0 ORDER BY 1, 2, 3 LIMIT 5000;
END $$;
