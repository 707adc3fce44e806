-- A row stays in the folder it was written into: who was let in for a time does not take it along, and nobody takes it out
-- of the reach of those it was shared with. Asked of the catalogue, so that the table of a new room is covered too.
CREATE OR REPLACE FUNCTION panah_private.stays_in_folder() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'panah_web' THEN
        RAISE EXCEPTION 'a row of % stays in its folder', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE
    lying record;
BEGIN
    FOR lying IN SELECT c.conrelid::regclass AS place, f.attname AS folder
                 FROM pg_constraint c JOIN pg_attribute f ON f.attrelid = c.conrelid AND f.attnum = c.conkey[1]
                 WHERE c.contype = 'f' AND c.confrelid = 'public.vault_folder'::regclass
                   AND c.connamespace = 'public'::regnamespace LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %1$I BEFORE UPDATE OF %2$I ON %3$s FOR EACH ROW '
                       'WHEN (OLD.%2$I IS DISTINCT FROM NEW.%2$I) EXECUTE FUNCTION panah_private.stays_in_folder()',
                       'panah_stays_' || lying.folder, lying.folder, lying.place);
    END LOOP;
END $$;
