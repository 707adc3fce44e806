-- What is found about a person, granted to them or agreed to by them lies in that person's own folder. Who holds that
-- folder may write it; nobody writes it about a person of others into a folder of one's own.
CREATE OR REPLACE FUNCTION panah_private.lies_with_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' AND NOT EXISTS (
        SELECT 1 FROM public.people_person p WHERE p.id = NEW.person_id AND p.folder_id = NEW.folder_id) THEN
        RAISE EXCEPTION 'this lies in the folder of its person' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_with_person BEFORE INSERT ON cases_decision
FOR EACH ROW EXECUTE FUNCTION panah_private.lies_with_person();
CREATE OR REPLACE TRIGGER panah_with_person BEFORE INSERT ON cases_reflection
FOR EACH ROW EXECUTE FUNCTION panah_private.lies_with_person();

-- What a person agreed to may also say where they live. Then it lies in a folder of whereabouts, and is written by who
-- holds the person's own folder as well: whoever else holds that must not learn it (CON-14).
CREATE OR REPLACE FUNCTION panah_private.consent_lies_with_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' AND NOT EXISTS (
        SELECT 1 FROM public.people_person p
        WHERE p.id = NEW.person_id AND (p.folder_id = NEW.folder_id OR (
            panah_private.opens(p.folder_id, public.panah_units()) AND EXISTS (
                SELECT 1 FROM public.vault_folder f
                WHERE f.id = NEW.folder_id AND f.compartment = 'location')))) THEN
        RAISE EXCEPTION 'this lies in the folder of its person' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_with_person BEFORE INSERT ON cases_consent
FOR EACH ROW EXECUTE FUNCTION panah_private.consent_lies_with_person();

-- The same for the code of a certificate: it lies with the period it proves.
CREATE OR REPLACE FUNCTION panah_private.lies_with_reflection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' AND NOT EXISTS (
        SELECT 1 FROM public.cases_reflection r WHERE r.id = NEW.reflection_id AND r.folder_id = NEW.folder_id) THEN
        RAISE EXCEPTION 'this lies in the folder of its period' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_with_reflection BEFORE INSERT ON cases_reflectioncode
FOR EACH ROW EXECUTE FUNCTION panah_private.lies_with_reflection();
