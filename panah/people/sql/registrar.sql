-- Who somebody is, how old and how to be reached is written by the unit that registered them, whoever else was let in: a
-- receiver reads it. How somebody stands is found by others too; who registered them never changes.
CREATE OR REPLACE FUNCTION panah_private.registrar_writes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ELSE '{}' END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ELSE '{}' END;
    registrar uuid := old_row ->> 'registered_by_unit_id';
BEGIN
    IF session_user <> 'panah_web' OR old_row - 'standing' = new_row - 'standing' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_TABLE_NAME <> 'people_person' THEN
        SELECT p.registered_by_unit_id INTO registrar FROM public.people_person p
        WHERE p.id = coalesce(old_row ->> 'person_id', new_row ->> 'person_id')::uuid;
    END IF;
    IF (registrar = ANY (public.panah_units())) IS NOT TRUE
       OR TG_OP = 'UPDATE' AND (old_row ->> 'registered_by_unit_id', old_row ->> 'person_id')
           IS DISTINCT FROM (new_row ->> 'registered_by_unit_id', new_row ->> 'person_id') THEN
        RAISE EXCEPTION 'this is written by who registered the person' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER panah_registrar_writes BEFORE UPDATE ON people_person
FOR EACH ROW EXECUTE FUNCTION panah_private.registrar_writes();
CREATE OR REPLACE TRIGGER panah_registrar_writes BEFORE INSERT OR UPDATE ON people_identity
FOR EACH ROW EXECUTE FUNCTION panah_private.registrar_writes();
CREATE OR REPLACE TRIGGER panah_registrar_writes BEFORE INSERT OR UPDATE ON people_reach
FOR EACH ROW EXECUTE FUNCTION panah_private.registrar_writes();
CREATE OR REPLACE TRIGGER panah_registrar_writes BEFORE INSERT OR UPDATE OR DELETE ON people_photo
FOR EACH ROW EXECUTE FUNCTION panah_private.registrar_writes();
