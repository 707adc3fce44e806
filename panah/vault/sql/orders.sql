-- Orders of the prosecution body or the court: access to everything about a person stops everywhere at once, but for
-- the officials named, until a new decision lifts it (CON-08).

-- Whom an order spares in a grant: nobody of an organisation that has no memorandum in force, but in what is its own; an
-- order gives no more than there was without it (NGO-01).
CREATE OR REPLACE FUNCTION panah_private.spared_in(given public.vault_grant, members uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF members IS NULL OR (given.basis_kind <> 'ownership' AND NOT panah_private.may_partner(given.unit_id)) THEN
        RETURN '{}';
    END IF;
    RETURN members;
END $$;

-- What grants of these folders are is brought to what the standing orders say. Where several stand, only members whom
-- each of them spares go on.
CREATE OR REPLACE FUNCTION panah_private.freeze(folders uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    touched integer;
BEGIN
    WITH standing AS (
        SELECT w.folder_id, o.id, o.entered_at, o.spared_members
        FROM public.vault_watchedfolder w
        JOIN public.vault_folder f ON f.id = w.folder_id
        JOIN public.vault_suspensionorder o ON o.subject_id = w.subject_id AND o.lifted_at IS NULL
         AND (cardinality(o.scope) = 0 OR f.compartment = ANY (o.scope))
        WHERE w.folder_id = ANY (folders)
    ), spared AS (
        SELECT m.folder_id, array_agg(m.member ORDER BY m.member) AS members
        FROM (SELECT s.folder_id, u.member FROM standing s CROSS JOIN unnest(s.spared_members) AS u (member)
              GROUP BY s.folder_id, u.member
              HAVING count(DISTINCT s.id) = (SELECT count(DISTINCT n.id) FROM standing n WHERE n.folder_id = s.folder_id)) m
        GROUP BY m.folder_id
    ), wanted AS (
        SELECT f.folder_id, min(s.entered_at) AS since, (array_agg(s.id::text ORDER BY s.entered_at, s.id))[1] AS by
        FROM unnest(folders) AS f (folder_id) LEFT JOIN standing s ON s.folder_id = f.folder_id
        GROUP BY f.folder_id
    )
    UPDATE public.vault_grant g
    SET suspended_at = w.since, suspended_by = coalesce(w.by, ''), spared_members = panah_private.spared_in(g, s.members)
    FROM wanted w LEFT JOIN spared s ON s.folder_id = w.folder_id
    WHERE g.folder_id = w.folder_id AND g.ended_at IS NULL
      -- What rests for another reason (NGO-01) goes on resting where no order stands.
      AND NOT (w.since IS NULL AND g.suspended_by = 'NGO-01')
      AND (g.suspended_at, g.suspended_by, g.spared_members)
          IS DISTINCT FROM (w.since, coalesce(w.by, '')::varchar, panah_private.spared_in(g, s.members));
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;

-- Enter an order; nothing where nobody is known by that name or number.
CREATE OR REPLACE FUNCTION panah_order_enter(fresh uuid, label text, decision text, decided date, body text,
                                             reach text[], members uuid[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject uuid;
BEGIN
    IF NOT public.panah_may('vault:grant:suspend') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    subject := panah_private.person_called(label);
    IF subject IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO public.vault_suspensionorder (id, subject_id, label, number, decided_on, body, scope, spared_members,
                                              entered_at, entered_by_id, entered_by_unit_id, lift_number, lift_body)
    VALUES (fresh, subject, label, decision, decided, body, reach, members,
            clock_timestamp(), public.panah_member(), public.panah_unit(), '', '');
    PERFORM panah_private.freeze(panah_private.watch(subject));
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION panah_order_lift(wanted uuid, decision text, decided date, body text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject uuid;
BEGIN
    IF NOT public.panah_may('vault:grant:suspend') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(817);
    UPDATE public.vault_suspensionorder o SET lifted_at = clock_timestamp(), lifted_by_id = public.panah_member(),
        lift_number = decision, lift_decided_on = decided, lift_body = panah_order_lift.body
    WHERE o.id = wanted AND o.lifted_at IS NULL AND o.entered_by_unit_id = ANY (public.panah_units())
    RETURNING o.subject_id INTO subject;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM panah_private.freeze(ARRAY(
        SELECT w.folder_id FROM public.vault_watchedfolder w WHERE w.subject_id = subject));
    PERFORM panah_private.unwatch(subject);
    -- An order had taken the place of what rested because a partner has no memorandum; it rests again at once (NGO-01).
    PERFORM public.panah_rest_partners();
    RETURN true;
END $$;

-- Officials an order can name: by the alias and unit they are known by.
CREATE OR REPLACE FUNCTION panah_officials() RETURNS TABLE (member_id uuid, alias text, unit_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT m.id, m.alias::text, a.unit_id
    FROM public.accounts_member m JOIN public.accounts_appointment a ON a.member_id = m.id
    WHERE public.panah_may('vault:grant:suspend') AND m.disabled_at IS NULL AND a.ended_at IS NULL
    ORDER BY 2, 1, 3
    LIMIT 5000
$$;

-- What is added about a person who is under an order or in a conflict is on the list from the same moment. An order
-- being entered is waited for, so that nothing slips in beside it.
CREATE OR REPLACE FUNCTION panah_private.notice_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject uuid;
    fresh uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock_shared(817);
    IF NOT EXISTS (SELECT FROM public.vault_watchedfolder) THEN
        RETURN NULL;
    END IF;
    IF TG_ARGV[0] = 'person_id' THEN
        subject := NEW.person_id;
    ELSIF TG_ARGV[0] = 'case_id' THEN
        subject := (SELECT c.person_id FROM public.cases_case c WHERE c.id = NEW.case_id);
    ELSIF TG_ARGV[0] = 'referral_id' THEN
        subject := (SELECT r.person_id FROM public.referrals_referral r WHERE r.id = NEW.referral_id);
    END IF;
    IF NOT EXISTS (SELECT FROM public.vault_watchedfolder w WHERE w.subject_id = subject) THEN
        RETURN NULL;
    END IF;
    fresh := ARRAY(SELECT (to_jsonb(NEW) ->> c)::uuid FROM unnest(TG_ARGV[1:]) AS c WHERE to_jsonb(NEW) ->> c IS NOT NULL);
    INSERT INTO public.vault_watchedfolder (id, subject_id, folder_id)
    SELECT gen_random_uuid(), subject, f FROM unnest(fresh) AS f ON CONFLICT DO NOTHING;
    PERFORM panah_private.freeze(fresh);
    RETURN NULL;
END $$;

-- A right given to a folder on the list is suspended from its beginning. What a folder's maker holds comes with the
-- folder, when no list can name it; it is suspended with the first row that leads from the folder to a person.
CREATE OR REPLACE FUNCTION panah_private.notice_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(817);
    IF EXISTS (SELECT FROM public.vault_watchedfolder w WHERE w.folder_id = NEW.folder_id) THEN
        PERFORM panah_private.freeze(ARRAY[NEW.folder_id]);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_notices AFTER INSERT ON vault_grant
FOR EACH ROW WHEN (NEW.basis_kind <> 'ownership') EXECUTE FUNCTION panah_private.notice_grant();

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT * FROM panah_private.tables_about() WHERE lead <> 'id' LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER panah_notices AFTER INSERT ON %s FOR EACH ROW '
                       'EXECUTE FUNCTION panah_private.notice_row(%s)', each.place,
                       (SELECT string_agg(quote_literal(a), ', ') FROM unnest(each.lead || each.folders) AS a));
    END LOOP;
END $$;

-- Why nothing is shown where the acting units hold a right all the same: an order stands, or the member has declared a
-- conflict. Nothing for what is not theirs.
CREATE OR REPLACE FUNCTION panah_withheld(subject uuid)
RETURNS TABLE (reason text, body text, number text, decided_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine uuid[] := public.panah_units();
    held record;
BEGIN
    IF NOT EXISTS (SELECT FROM public.vault_watchedfolder) THEN
        RETURN;
    END IF;
    SELECT bool_or(g.folder_id = ANY (panah_private.barred())) AS barred, max(g.suspended_by) AS suspended_by
    INTO held FROM public.vault_grant g
    WHERE g.folder_id = ANY (panah_private.folders_about(subject)) AND g.unit_id = ANY (mine)
      AND NOT g.pending AND g.ended_at IS NULL AND (g.until IS NULL OR g.until > now());
    RETURN QUERY SELECT 'conflict'::text, ''::text, ''::text, NULL::date WHERE held.barred;
    RETURN QUERY SELECT 'order'::text, o.body::text, o.number::text, o.decided_on FROM public.vault_suspensionorder o
                 WHERE NOT coalesce(held.barred, false) AND o.id::text = held.suspended_by;
END $$;
