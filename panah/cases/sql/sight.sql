-- A right to see lasts longer only by the unit whose folder it is, for another unit, and no longer than a year; one that
-- rests on consent no longer than the consent (CON-06).
CREATE OR REPLACE FUNCTION panah_extend_grant(wanted uuid, ends timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.vault_grant g SET until = ends
    FROM public.vault_folder f
    WHERE g.id = wanted AND f.id = g.folder_id AND g.ended_at IS NULL AND g.suspended_at IS NULL
      AND g.until > now() AND ends > g.until AND ends < now() + interval '1 year'
      AND g.unit_id <> f.owner_unit_id AND f.owner_unit_id = ANY (panah_private.whole_units())
      AND panah_private.opens(f.id, panah_private.whole_units()) AND f.id <> ALL (panah_private.barred())
      AND (g.basis_kind <> 'consent' OR EXISTS (
          SELECT FROM public.cases_consentuse u JOIN public.cases_consent c ON c.id = u.consent_id
          WHERE u.reference = g.basis_reference AND c.recipient_unit_id = g.unit_id
            AND c.withdrawn_at IS NULL AND c.until >= ends));
    RETURN FOUND;
END $$;

-- Who has seen what of a person, by unit and day, for those who hold the person's case facts: openings of identity and
-- ways of contact only where the asking unit holds those folders itself, looks into a case only into its own. Members
-- are not named, and neither is a unit of which the asker could not know by "who can see this". Of what the trail holds
-- on a person nothing else is told, whatever is asked for: the codes that are look-ups stand here.
CREATE OR REPLACE FUNCTION panah_seen_of(person uuid, look_ups text[])
RETURNS TABLE (day date, unit_id uuid, code text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine uuid[] := panah_private.whole_units();
    barred uuid[] := panah_private.barred();
    cases uuid[];
    shut text[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.people_person p WHERE p.id = person
                   AND panah_private.opens(p.folder_id, mine) AND p.folder_id <> ALL (barred)) THEN
        RETURN;
    END IF;
    cases := ARRAY(SELECT c.id FROM public.cases_case c WHERE c.person_id = person
                   AND panah_private.opens(c.folder_id, mine) AND c.folder_id <> ALL (barred));
    shut := ARRAY(
        SELECT unnest(ARRAY['identity.%', 'photo.%']) WHERE NOT EXISTS (SELECT FROM public.people_identity i WHERE i.person_id = person
                                              AND panah_private.opens(i.folder_id, mine))
        UNION ALL
        SELECT 'reach.%' WHERE NOT EXISTS (SELECT FROM public.people_reach r WHERE r.person_id = person
                                           AND panah_private.opens(r.folder_id, mine)));
    RETURN QUERY
    SELECT (e.at AT TIME ZONE panah_private.zone())::date, e.unit_id, e.code::text, count(*)
    FROM public.audit_entry e
    WHERE e.kind IN ('person', 'case') AND e.subject_id = ANY (person || cases) AND e.unit_id IS NOT NULL
      AND e.code = ANY (look_ups) AND e.code IN ('identity.opened', 'reach.opened', 'photo.opened', 'case.looked_up')
      AND NOT e.code LIKE ANY (shut)
    GROUP BY 1, 2, 3
    ORDER BY 1 DESC, 2, 3
    LIMIT 1000;
END $$;
