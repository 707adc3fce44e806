-- Rules about folders and grants, run as the owner, so that row rules can ask without seeing the tables.
-- The schema is closed to the server: these run only inside policies and the functions below.
-- Without a memorandum in force an organisation has no access (NGO-01). The same kinds as in the code (NGO_KINDS).
CREATE OR REPLACE FUNCTION panah_private.may_partner(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 20 AS $$
    SELECT NOT EXISTS (
            SELECT FROM public.accounts_unit u
            WHERE u.id = wanted AND u.kind IN ('helpline_ngo', 'accommodation_ngo', 'cooperation_ngo'))
        OR EXISTS (
            SELECT FROM public.referrals_memorandum m
            WHERE m.partner_id = wanted AND m.ended_at IS NULL AND m.starts_at <= now() AND m.ends_at > now())
$$;

-- A suspended grant opens for the members its order spares (CON-08); who acts is asked only where one is suspended.
-- What somebody else gave counts as long as the memorandum does, to the moment; one's own is not asked about.
CREATE OR REPLACE FUNCTION panah_private.opens(wanted uuid, units uuid[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 20 AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.vault_grant g
        WHERE g.folder_id = wanted AND g.unit_id = ANY (units)
          AND NOT g.pending AND g.ended_at IS NULL AND (g.until IS NULL OR g.until > now())
          AND (g.suspended_at IS NULL OR public.panah_member() = ANY (g.spared_members))
          AND (g.basis_kind = 'ownership' OR panah_private.may_partner(g.unit_id)))
$$;

-- A folder comes into being with the grant that makes it its maker's own, and both come from here alone: the server writes
-- no folder by itself, and no grant that calls a folder one's own. So such a grant is never about anybody yet when it is
-- written, and what other grants are asked (CON-08, NGO-01) need not be asked of it.
CREATE OR REPLACE FUNCTION panah_make_folder(folder uuid, kind text, for_unit uuid, first_grant uuid, boxed_key bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    who text[] := panah_private.context();
BEGIN
    IF NOT coalesce(for_unit::text = ANY (string_to_array(who[3], ',')), false) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    WITH made AS (
        INSERT INTO public.vault_folder (id, compartment, owner_unit_id, created_at)
        VALUES (folder, kind, for_unit, clock_timestamp()) RETURNING id, created_at)
    INSERT INTO public.vault_grant (id, folder_id, unit_id, sealed_key, basis_kind, basis_reference, granted_by_id,
                                    granted_by_unit_id, granted_at, pending, end_reason, suspended_by, spared_members)
    SELECT first_grant, made.id, for_unit, boxed_key, 'ownership', '', who[1]::uuid, for_unit, made.created_at, false, '',
           '', '{}'
    FROM made;
END $$;

-- Who holds a folder may share it. A unit it does not belong to passes it on for no longer than it holds it itself, and
-- never to itself, or nothing would ever end.
CREATE OR REPLACE FUNCTION panah_private.may_grant(wanted uuid, receiver uuid, ends timestamptz, units uuid[])
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 40 AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.vault_grant g JOIN public.vault_folder f ON f.id = g.folder_id
        WHERE g.folder_id = wanted AND g.unit_id = ANY (units)
          AND NOT g.pending AND g.ended_at IS NULL AND g.suspended_at IS NULL AND (g.until IS NULL OR g.until > now())
          AND (g.basis_kind = 'ownership' OR panah_private.may_partner(g.unit_id))
          AND (f.owner_unit_id = ANY (units)
               OR (receiver <> ALL (units) AND (g.until IS NULL OR ends <= g.until))))
$$;

-- A grant ends by the unit that gave it, that holds the folder's ownership, or by the holder itself; never the one that
-- came with the folder, without which nobody would open it any more.
CREATE OR REPLACE FUNCTION panah_end_grant(wanted uuid, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.vault_grant g SET ended_at = now(), ended_by_id = public.panah_member(), end_reason = why
    FROM public.vault_folder f
    WHERE g.id = wanted AND f.id = g.folder_id AND g.ended_at IS NULL AND g.basis_kind <> 'ownership'
      AND panah_private.whole_units() && ARRAY[f.owner_unit_id, g.unit_id, g.granted_by_unit_id];
    RETURN FOUND;
END $$;

-- What was offered opens when the receiver takes it, not before: need-to-know begins with the acceptance.
CREATE OR REPLACE FUNCTION panah_claim_grants(reference text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    touched integer;
BEGIN
    UPDATE public.vault_grant SET pending = false
    WHERE unit_id = ANY (panah_private.whole_units()) AND basis_reference = reference AND pending AND ended_at IS NULL
      AND (until IS NULL OR until > now());
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;

-- Every grant given on one of these references ends together, in one statement: a withdrawn consent, a declined offer.
-- Without a reference in common nothing ends: an empty one is no basis.
CREATE OR REPLACE FUNCTION panah_end_grants_of(given text[], why text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    touched integer;
BEGIN
    UPDATE public.vault_grant SET ended_at = now(), ended_by_id = public.panah_member(), end_reason = why
    WHERE basis_reference = ANY (given) AND basis_reference <> '' AND ended_at IS NULL AND basis_kind <> 'ownership'
      AND panah_private.whole_units() && ARRAY[granted_by_unit_id, unit_id];
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;
DROP FUNCTION IF EXISTS panah_end_grants_of(text, text);

-- Who can see a folder, in codes, for those who can open it themselves.
CREATE OR REPLACE FUNCTION panah_who_can_see(wanted uuid)
RETURNS TABLE (grant_id uuid, unit_id uuid, basis_kind text, basis_reference text, granted_at timestamptz,
               until timestamptz, pending boolean, ended_at timestamptz, suspended_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF wanted = ANY (panah_private.barred())
       OR NOT (panah_private.opens(wanted, panah_private.whole_units()) OR wanted = ANY (panah_private.assigned_folders())) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT g.id, g.unit_id, g.basis_kind::text, g.basis_reference::text, g.granted_at, g.until, g.pending, g.ended_at,
           g.suspended_at
    FROM public.vault_grant g
    WHERE g.folder_id = wanted
    ORDER BY g.granted_at, g.id
    LIMIT 500;
END $$;
