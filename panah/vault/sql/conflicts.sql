-- Folders about a person: which they are is asked of the catalogue, so that the table of a new room is covered from its
-- first day. A table is about persons when it names a folder and leads to a person by one of the columns below. Columns
-- that begin with "other_" name somebody else's folder.
CREATE OR REPLACE FUNCTION panah_private.tables_about() RETURNS TABLE (place regclass, lead text, folders text[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.conrelid::regclass, l.name, array_agg(DISTINCT f.attname::text)
    FROM pg_constraint c
    JOIN pg_attribute f ON f.attrelid = c.conrelid AND f.attnum = c.conkey[1] AND NOT starts_with(f.attname, 'other_')
    CROSS JOIN LATERAL (
        SELECT leads.name FROM (VALUES ('person_id', 1), ('case_id', 2), ('referral_id', 3), ('id', 4)) AS leads (name, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = leads.name AND NOT a.attisdropped
        WHERE leads.name <> 'id' OR c.conrelid = 'public.people_person'::regclass
        ORDER BY leads.place LIMIT 1) l
    WHERE c.contype = 'f' AND c.confrelid = 'public.vault_folder'::regclass AND c.connamespace = 'public'::regnamespace
    GROUP BY 1, 2
$$;

-- How the rows of such a table that are about a person are found, so that an index serves.
CREATE OR REPLACE FUNCTION panah_private.is_about(lead text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE lead
        WHEN 'case_id' THEN 't.case_id = ANY (ARRAY(SELECT c.id FROM public.cases_case c WHERE c.person_id = $1))'
        WHEN 'referral_id' THEN
            't.referral_id = ANY (ARRAY(SELECT r.id FROM public.referrals_referral r WHERE r.person_id = $1))'
        ELSE format('t.%I = $1', lead) END
$$;

-- Every folder of all rows about a person; given the id of one such row, the folders of that row.
CREATE OR REPLACE FUNCTION panah_private.folders_about(subject uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    each record;
    named text;
    found uuid[];
    folders uuid[] := '{}';
BEGIN
    FOR each IN SELECT * FROM panah_private.tables_about() LOOP
        named := (SELECT string_agg(format('t.%I', c), ', ') FROM unnest(each.folders) AS c);
        EXECUTE format('SELECT array_agg(f) FROM ('
                       '  SELECT f FROM %1$s t, unnest(ARRAY[%2$s]) AS f WHERE t.id = $1 UNION '
                       '  SELECT f FROM %1$s t, unnest(ARRAY[%2$s]) AS f WHERE %3$s) x WHERE f IS NOT NULL',
                       each.place, named, panah_private.is_about(each.lead))
        INTO found USING subject;
        folders := folders || coalesce(found, '{}');
    END LOOP;
    RETURN folders;
END $$;

-- Begin to keep the list of folders about a person. Rows that are being added meanwhile are waited for; those added
-- later are put on the list as they come, by the triggers below.
CREATE OR REPLACE FUNCTION panah_private.watch(subject uuid) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    folders uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(817);
    folders := panah_private.folders_about(subject);
    INSERT INTO public.vault_watchedfolder (id, subject_id, folder_id)
    SELECT gen_random_uuid(), subject, f FROM unnest(folders) AS f ON CONFLICT DO NOTHING;
    RETURN folders;
END $$;

-- Stop keeping it when neither an order nor a conflict stands any more.
CREATE OR REPLACE FUNCTION panah_private.unwatch(subject uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.vault_watchedfolder w
    WHERE w.subject_id = subject
      AND NOT EXISTS (SELECT FROM public.vault_suspensionorder o WHERE o.subject_id = subject AND o.lifted_at IS NULL)
      AND NOT EXISTS (SELECT FROM public.vault_conflict c WHERE c.subject_id = subject AND c.lifted_at IS NULL)
$$;

-- The folders the acting member is barred from by a conflict of interest. Empty for nearly everybody, and asked by every
-- statement: who acts is looked up only where anybody has declared one.
CREATE OR REPLACE FUNCTION panah_private.barred() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.vault_conflict c WHERE c.lifted_at IS NULL) THEN
        RETURN '{}';
    END IF;
    RETURN (SELECT coalesce(array_agg(w.folder_id), '{}')
            FROM public.vault_conflict c JOIN public.vault_watchedfolder w ON w.subject_id = c.subject_id
            WHERE c.member_id = public.panah_member() AND c.lifted_at IS NULL);
END $$;

-- A person by the false name or by the number of a case about them.
CREATE OR REPLACE FUNCTION panah_private.person_called(label text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM public.people_person WHERE pseudonym = label
    UNION ALL SELECT person_id FROM public.cases_case WHERE number = label
    LIMIT 1
$$;

-- A member declares a conflict; the answer is the same whether such a person is known here or not. Without a label
-- it says that a relative may come in.
CREATE OR REPLACE FUNCTION panah_conflict_declare(fresh uuid, label text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject uuid := panah_private.person_called(nullif(label, ''));
BEGIN
    IF public.panah_member() IS NULL OR NOT public.panah_may('accounts:conflict:declare') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM public.vault_conflict c WHERE c.member_id = public.panah_member() AND c.lifted_at IS NULL
               AND c.label = panah_conflict_declare.label) THEN
        RETURN;
    END IF;
    INSERT INTO public.vault_conflict (id, unit_id, member_id, label, subject_id, declared_at)
    VALUES (fresh, public.panah_unit(), public.panah_member(), label, subject, now());
    PERFORM panah_private.watch(subject) WHERE subject IS NOT NULL;
END $$;

-- Lifted by somebody else who leads the unit.
CREATE OR REPLACE FUNCTION panah_conflict_lift(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject uuid;
BEGIN
    IF NOT public.panah_may('accounts:member:admit') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.vault_conflict c SET lifted_at = now(), lifted_by_id = public.panah_member()
    WHERE c.id = wanted AND c.lifted_at IS NULL AND c.member_id <> public.panah_member()
      AND c.unit_id = ANY (public.panah_units())
    RETURNING c.subject_id INTO subject;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM panah_private.unwatch(subject);
    RETURN true;
END $$;
