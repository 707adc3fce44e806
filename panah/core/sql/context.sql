-- Who acts, as the database knows it. The context is set by panah_enter (accounts) for one transaction and
-- carries a keyed digest over member, units, connection and transaction, so that no statement of the web
-- role can forge or replay one.
CREATE SCHEMA IF NOT EXISTS panah_private;
REVOKE ALL ON SCHEMA panah_private FROM PUBLIC;

CREATE TABLE IF NOT EXISTS panah_private.context_key (key bytea NOT NULL);
INSERT INTO panah_private.context_key (key)
SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
WHERE NOT EXISTS (SELECT 1 FROM panah_private.context_key);

-- What follows runs at every step of every row rule, so it is written to cost little. The functions of this schema run
-- only inside those below, which run as the owner and look nowhere but in pg_catalog: to say both again at each call
-- would cost as much as the answer. Asked from a function that looks elsewhere too, each would be planned anew.
DROP FUNCTION IF EXISTS panah_private.digest(text);
CREATE OR REPLACE FUNCTION panah_private.digest(key bytea, payload text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(key || sha256(key || convert_to(
        payload || '|' || pg_backend_pid() || '|' || extract(epoch FROM transaction_timestamp()), 'UTF8'))), 'hex')
$$;

CREATE OR REPLACE FUNCTION panah_private.set_context(member uuid, unit uuid, units uuid[], roles text[], service text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    payload text := concat_ws('|', coalesce(member::text, ''), coalesce(unit::text, ''),
        array_to_string(units, ','), array_to_string(roles, ','), service);
BEGIN
    PERFORM set_config('panah.context', payload || '#' || panah_private.digest(k.key, payload), true)
    FROM panah_private.context_key k;
END $$;

-- The parts of the context (member, unit, units, roles, service), or null where nobody was entered as set_context does it.
CREATE OR REPLACE FUNCTION panah_private.context() RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    whole text := current_setting('panah.context', true);
    payload text := split_part(whole, '#', 1);
    ours text;
BEGIN
    IF whole IS NULL OR whole = '' THEN
        RETURN NULL;
    END IF;
    SELECT panah_private.digest(k.key, payload) INTO ours FROM panah_private.context_key k;
    IF ours IS DISTINCT FROM split_part(whole, '#', 2) THEN
        RETURN NULL;
    END IF;
    RETURN string_to_array(payload, '|', '');
END $$;
DROP FUNCTION IF EXISTS panah_private.context_part(int);

CREATE OR REPLACE FUNCTION public.panah_member() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RETURN (panah_private.context())[1]::uuid; END $$;

CREATE OR REPLACE FUNCTION public.panah_unit() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RETURN (panah_private.context())[2]::uuid; END $$;

-- Never null: an actor without units sees nothing.
CREATE OR REPLACE FUNCTION public.panah_units() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RETURN coalesce(string_to_array((panah_private.context())[3], ',')::uuid[], '{}'); END $$;

CREATE OR REPLACE FUNCTION public.panah_roles() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RETURN coalesce(string_to_array((panah_private.context())[4], ','), '{}'); END $$;

CREATE OR REPLACE FUNCTION public.panah_service() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RETURN coalesce((panah_private.context())[5], ''); END $$;

-- Whoever acts, in one text, for rules that hold every row to all of it: member, unit and service; null for nobody.
CREATE OR REPLACE FUNCTION public.panah_actor() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who text[] := panah_private.context();
BEGIN
    RETURN CASE WHEN coalesce(who[1], who[5]) IS NOT NULL
        THEN concat_ws('|', coalesce(who[1], ''), coalesce(who[2], ''), coalesce(who[5], '')) END;
END $$;

CREATE OR REPLACE FUNCTION public.panah_acting() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT public.panah_actor() IS NOT NULL $$;

-- The country's own time, by which its days and years are reckoned: written from the country pack after every migrate.
-- Who asks for numbers does not choose it, or moving a border by an hour would tell what happened in that hour.
CREATE TABLE IF NOT EXISTS panah_private.country_zone (zone text PRIMARY KEY);
CREATE OR REPLACE FUNCTION panah_private.zone() RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT zone FROM panah_private.country_zone $$;

-- The day it is in the country: a connection's own day is that of Greenwich.
CREATE OR REPLACE FUNCTION panah_private.today() RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT (now() AT TIME ZONE panah_private.zone())::date $$;

-- The smallest number of people that is shown, five at least: the country's too. Who could choose a larger one would see
-- a number come and go, and so know it to the unit.
CREATE TABLE IF NOT EXISTS panah_private.country_smallest (number int PRIMARY KEY);
CREATE OR REPLACE FUNCTION panah_private.smallest() RETURNS int LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT greatest(5, (SELECT number FROM panah_private.country_smallest)) $$;

-- Which permission each role carries: written from the one table in Python after every migrate.
CREATE TABLE IF NOT EXISTS panah_private.role_permission (role text, permission text, PRIMARY KEY (role, permission));

CREATE OR REPLACE FUNCTION public.panah_may(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM panah_private.role_permission WHERE permission = wanted AND role = ANY (public.panah_roles()))
$$;
