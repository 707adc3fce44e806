-- A step answers a step about the same person, and names who took that one: so the check for a second person holds.
CREATE OR REPLACE FUNCTION panah_private.answers_what_is_there() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.cases_decision d
                   WHERE d.id = NEW.about_id AND d.person_id = NEW.person_id AND d.by_id = NEW.about_by_id) THEN
        RAISE EXCEPTION 'no such step to answer' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_answers BEFORE INSERT ON cases_decision
FOR EACH ROW WHEN (NEW.about_id IS NOT NULL) EXECUTE FUNCTION panah_private.answers_what_is_there();

-- A fresh id of version 7, as the program makes them.
CREATE OR REPLACE FUNCTION panah_private.new_id() RETURNS uuid
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(set_bit(set_bit(overlay(
        uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
$$;

-- Tell every other unit that may open one of the person's folders that the finding changed: one code, no reason. It
-- gives nothing back, because whoever decides must not learn which shelter it is (RR-04, PRI-02).
CREATE OR REPLACE FUNCTION panah_tell_services(deciding uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    finding record;
BEGIN
    SELECT d.id, d.person_id, d.step, d.unit_id, d.at, p.pseudonym, p.folder_id INTO finding
    FROM public.cases_decision d JOIN public.people_person p ON p.id = d.person_id
    WHERE d.id = deciding AND d.step IN ('reject', 'revise')
      AND d.unit_id = ANY (public.panah_units()) AND d.by_id = public.panah_member();
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO public.cases_servicenotice (id, unit_id, decision_id, person_id, pseudonym, step, told_by_unit_id, at)
    SELECT panah_private.new_id(), g.unit_id, finding.id, finding.person_id, finding.pseudonym, finding.step,
           finding.unit_id, finding.at
    FROM public.vault_grant g
    WHERE g.folder_id IN (
            SELECT finding.folder_id
            UNION SELECT i.folder_id FROM public.people_identity i WHERE i.person_id = finding.person_id
            UNION SELECT r.folder_id FROM public.people_reach r WHERE r.person_id = finding.person_id
            UNION SELECT c.folder_id FROM public.cases_case c WHERE c.person_id = finding.person_id)
      AND g.unit_id <> finding.unit_id AND NOT g.pending AND g.ended_at IS NULL
      AND (g.until IS NULL OR g.until > now())
    GROUP BY g.unit_id
    ON CONFLICT DO NOTHING;
    -- Everybody's pages ask again: who listens must not hear who was told.
    PERFORM pg_notify('panah_live', json_build_object('unit', NULL, 'topic', 'news')::text);
END $$;

-- How many people were presumed, identified, or found to be no victims, by year and by how they came to the unit. Coded
-- facts alone. Each person counts once a year and step, and in no step that was revised later. Outside the unit that
-- decides, a number below the country's smallest is left out.
DROP FUNCTION IF EXISTS panah_identification_funnel(text, integer);
DROP FUNCTION IF EXISTS panah_identification_funnel(integer);
CREATE OR REPLACE FUNCTION panah_identification_funnel()
RETURNS TABLE (year integer, source text, step text, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT public.panah_may('cases:funnel:view') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT counted.year, counted.source, counted.step,
           CASE WHEN counted.people >= panah_private.smallest() OR public.panah_may('cases:decision:view') THEN counted.people END
    FROM (
        SELECT extract(year FROM d.at AT TIME ZONE panah_private.zone())::integer AS year,
               coalesce(c.source, 'unknown')::text AS source, d.step::text AS step,
               count(DISTINCT d.person_id) AS people
        FROM public.cases_decision d
        LEFT JOIN LATERAL (SELECT c.source FROM public.cases_case c
                           WHERE c.person_id = d.person_id AND c.unit_id = d.unit_id
                           ORDER BY c.opened_at, c.id LIMIT 1) c ON true
        WHERE d.step IN ('presume', 'identify', 'reject')
          AND NOT EXISTS (SELECT 1 FROM public.cases_decision r WHERE r.about_id = d.id AND r.step = 'revise')
        GROUP BY 1, 2, 3) counted
    ORDER BY 1 DESC, 2, 3
    LIMIT 500;
END $$;
