-- A person stands where the last line of their status history says: both change in one transaction or neither (DEF-02).
-- Asked when the transaction ends, so that the order inside it does not matter. What others write about the person into
-- a folder of theirs is no line of it.
CREATE OR REPLACE FUNCTION panah_private.stands_as_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT p.standing FROM public.people_person p WHERE p.id = NEW.id) IS DISTINCT FROM
       (SELECT r.standing FROM public.people_standingrecord r WHERE r.person_id = NEW.id AND r.folder_id = NEW.folder_id
        ORDER BY r.at DESC, r.id DESC LIMIT 1) THEN
        RAISE EXCEPTION 'a status changes with its record' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'person_stands_as_recorded';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS panah_stands ON people_person;
CREATE CONSTRAINT TRIGGER panah_stands AFTER UPDATE OF standing ON people_person
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.standing IS DISTINCT FROM NEW.standing)
EXECUTE FUNCTION panah_private.stands_as_recorded();
