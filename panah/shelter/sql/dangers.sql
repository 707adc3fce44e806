-- What a house may know of two people who would live under one roof: that there is a tie, as a code, and nothing of the
-- cases it was learnt in. Each of these says which persons one person is tied to, among those asked about.

-- Links that somebody recorded between them.
CREATE OR REPLACE FUNCTION panah_private.linked_to(wanted uuid, others uuid[]) RETURNS TABLE (code text, other uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN l.suspected AND l.person_id = wanted THEN 'suspect'
                WHEN l.suspected THEN 'victim_of'
                WHEN l.kind = 'co_victim' THEN 'co_victim'
                ELSE 'relative' END,
           CASE WHEN l.person_id = wanted THEN l.other_id ELSE l.person_id END
    FROM public.people_link l
    WHERE l.ended_at IS NULL
      AND (l.person_id = wanted AND l.other_id = ANY (others) OR l.other_id = wanted AND l.person_id = ANY (others))
$$;

-- Standing in one criminal case, by the mark of its number under the key of the unit that recorded both.
CREATE OR REPLACE FUNCTION panah_private.in_case_with(wanted uuid, others uuid[]) RETURNS TABLE (code text, other uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'co_victim', theirs.person_id
    FROM public.people_proceduralstatus mine
    JOIN public.people_proceduralstatus theirs ON theirs.unit_id = mine.unit_id AND theirs.case_mark = mine.case_mark
    WHERE mine.person_id = wanted AND theirs.person_id = ANY (others)
$$;

-- What somebody became known in: a situation of the hotline with its contacts, what a referral of theirs came from, the
-- contact or signal that a case about them began with. Where that is the person alone, it says nothing about others.
CREATE OR REPLACE FUNCTION panah_private.matters_of(people uuid[]) RETURNS TABLE (person uuid, matter uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH known AS (
        SELECT p.person_id AS person, p.situation_id AS matter
        FROM public.hotline_situationperson p WHERE p.person_id = ANY (people)
        UNION SELECT r.person_id, r.matter_id FROM public.referrals_referral r
        WHERE r.person_id = ANY (people) AND r.matter_id <> r.person_id
        UNION SELECT c.person_id, c.source_id FROM public.cases_case c
        WHERE c.person_id = ANY (people) AND c.source IN ('contact', 'signal') AND c.source_id IS NOT NULL)
    SELECT k.person, k.matter FROM known k
    UNION SELECT k.person, c.situation_id FROM known k JOIN public.hotline_contact c ON c.id = k.matter
    WHERE c.situation_id IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION panah_private.came_with(wanted uuid, others uuid[]) RETURNS TABLE (code text, other uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH matters AS MATERIALIZED (SELECT m.person, m.matter FROM panah_private.matters_of(others || wanted) m)
    SELECT 'same_matter', theirs.person
    FROM matters mine JOIN matters theirs ON theirs.matter = mine.matter AND theirs.person <> mine.person
    WHERE mine.person = wanted
$$;

-- Ties of somebody who arrives to those who live in the same house or arrive there as well, whoever wrote them down and
-- whether or not anybody recorded a link. Who comes together is no surprise; a suspicion always is.
CREATE OR REPLACE FUNCTION panah_dangers(wanted uuid) RETURNS TABLE (code text, other_stay uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine public.shelter_stay;
    others uuid[];
BEGIN
    SELECT * INTO mine FROM public.shelter_stay s WHERE s.id = wanted AND s.unit_id = ANY (panah_private.whole_units());
    others := ARRAY(SELECT s.person_id FROM public.shelter_stay s
                    WHERE s.house_id = mine.house_id AND s.id <> mine.id AND s.state IN ('arriving', 'resident'));
    RETURN QUERY
        WITH ties AS (
            SELECT l.code, l.other FROM panah_private.linked_to(mine.person_id, others) l
            UNION SELECT l.code, l.other FROM panah_private.in_case_with(mine.person_id, others) l
            UNION SELECT l.code, l.other FROM panah_private.came_with(mine.person_id, others) l)
        SELECT t.code, s.id
        FROM ties t JOIN public.shelter_stay s ON s.person_id = t.other AND s.house_id = mine.house_id
            AND s.id <> mine.id AND s.state IN ('arriving', 'resident')
        WHERE t.code IN ('suspect', 'victim_of')
           OR NOT coalesce(s.id = mine.with_stay_id OR s.with_stay_id IN (mine.id, mine.with_stay_id), false)
        ORDER BY 1, 2 LIMIT 50;
END $$;
