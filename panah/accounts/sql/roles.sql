-- What a role comes near and where it may be held: written from the one table in Python after every migrate (apps.py),
-- so that the database itself refuses an appointment that would make somebody all-informed (PRI-02).
CREATE TABLE IF NOT EXISTS panah_private.role_compartment (role text, compartment text, PRIMARY KEY (role, compartment));
CREATE TABLE IF NOT EXISTS panah_private.role_kind (role text, kind text, PRIMARY KEY (role, kind));
CREATE TABLE IF NOT EXISTS panah_private.role_apart (role text PRIMARY KEY);
CREATE TABLE IF NOT EXISTS panah_private.all_informed (compartment text PRIMARY KEY);

-- The acting member's units but for those in which they are nothing but a partner's specialist in a shelter: those have
-- residents assigned to them and nobody else's (SH-13).
CREATE OR REPLACE FUNCTION panah_private.whole_units() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Every statement on a table with folders asks this, so who acts is looked up once and not for each part.
    who text[] := panah_private.context();
    mine uuid[] := coalesce(string_to_array(who[3], ',')::uuid[], '{}');
BEGIN
    IF 'shelter_specialist' = ANY (string_to_array(who[4], ',')) THEN
        RETURN ARRAY(
            SELECT a.unit_id FROM public.accounts_appointment a
            WHERE a.member_id = who[1]::uuid AND a.ended_at IS NULL AND a.admitted_at IS NOT NULL
              AND a.unit_id = ANY (mine)
            GROUP BY a.unit_id HAVING bool_or(a.role <> 'shelter_specialist'));
    END IF;
    RETURN mine;
END $$;

CREATE OR REPLACE FUNCTION panah_private.role_fits(wanted text, in_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM panah_private.role_kind k JOIN public.accounts_unit u ON u.kind = k.kind
                   WHERE k.role = wanted AND u.id = in_unit)
$$;

-- Whether somebody has a running appointment in one of these units.
CREATE OR REPLACE FUNCTION panah_private.works_in(who uuid, units uuid[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.accounts_appointment a
                   WHERE a.member_id = who AND a.unit_id = ANY (units) AND a.ended_at IS NULL)
$$;

CREATE OR REPLACE FUNCTION panah_private.may_combine(held text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT (cardinality(held) < 2 OR NOT EXISTS (SELECT 1 FROM panah_private.role_apart a WHERE a.role = ANY (held)))
        AND EXISTS (SELECT compartment FROM panah_private.all_informed
                    EXCEPT SELECT c.compartment FROM panah_private.role_compartment c WHERE c.role = ANY (held))
$$;

CREATE OR REPLACE FUNCTION panah_private.keep_roles_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Two appointments of one person at the same moment wait for each other.
    PERFORM 1 FROM public.accounts_member WHERE id = NEW.member_id FOR UPDATE;
    IF NOT panah_private.may_combine(ARRAY(SELECT DISTINCT a.role::text FROM public.accounts_appointment a
                                           WHERE a.member_id = NEW.member_id AND a.ended_at IS NULL)) THEN
        RAISE EXCEPTION 'these roles stay apart'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_roles_apart';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_roles_apart AFTER INSERT OR UPDATE ON accounts_appointment
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION panah_private.keep_roles_apart();
