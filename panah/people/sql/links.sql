-- Who is linked to whom, and why somebody is suspected, stays as it was said: a link only ends, and another begins.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON people_link
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at', 'ended_by_id');
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON people_link
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();

-- A link joins two persons whose own folders the writer holds: a suspicion between others would keep them apart in houses
-- that the writer knows nothing of, and what is refused would tell that there is one (CH-09, CON-14).
CREATE OR REPLACE FUNCTION panah_private.links_the_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' AND NOT (
            EXISTS (SELECT FROM public.people_person p WHERE p.id = NEW.person_id AND p.folder_id = NEW.folder_id)
            AND EXISTS (SELECT FROM public.people_person p WHERE p.id = NEW.other_id AND p.folder_id = NEW.other_folder_id)) THEN
        RAISE EXCEPTION 'a link lies with the two it joins' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_links_the_known BEFORE INSERT ON people_link
FOR EACH ROW EXECUTE FUNCTION panah_private.links_the_known();

-- Whether the acting member's units hold any folder of a person that no conflict of interest bars the member from.
CREATE OR REPLACE FUNCTION panah_private.knows_person(wanted uuid, units uuid[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM (SELECT p.folder_id FROM public.people_person p WHERE p.id = wanted
                       UNION ALL SELECT i.folder_id FROM public.people_identity i WHERE i.person_id = wanted
                       UNION ALL SELECT r.folder_id FROM public.people_reach r WHERE r.person_id = wanted) held
        WHERE panah_private.opens(held.folder_id, units) AND held.folder_id <> ALL (panah_private.barred()))
$$;

-- Who is suspected of having trafficked a person, whoever wrote it down, among those the asking unit knows in some
-- way: a shelter that holds two identities and neither case must not house them together unawares (CH-09).
CREATE OR REPLACE FUNCTION panah_suspected_of(wanted uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT l.other_id FROM public.people_link l
    WHERE l.person_id = wanted AND l.suspected AND l.ended_at IS NULL
      AND panah_private.knows_person(wanted, panah_private.whole_units())
      AND panah_private.knows_person(l.other_id, panah_private.whole_units())
    LIMIT 50
$$;
