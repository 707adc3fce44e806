-- What PostgreSQL lets every login do and the server has no use for. Where the owner is no superuser the first two
-- stay as they are; operations.md says what to ask the administrator of the database for.

-- A login sees the running statements of its own other connections, and those belong to other people's requests.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
                   WHERE r.rolname = 'panah_web' AND s.setdatabase = 0 AND 'track_activities=off' = ANY (s.setconfig)) THEN
        ALTER ROLE panah_web SET track_activities = off;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'panah_web can see its own running statements: track_activities is for a superuser to switch off';
END $$;

-- Large objects know no row rules: whatever one request put there, the next one of another unit could read.
DO $$
DECLARE
    writer regprocedure;
BEGIN
    FOR writer IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
                  AND (starts_with(proname, 'lo_') OR proname IN ('loread', 'lowrite')) LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', writer);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'large objects stay open to every login: their functions are for a superuser to close';
END $$;
