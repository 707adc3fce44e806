-- The country's match index: reached only here, only by units that hold the match key, and answered with one word.
CREATE OR REPLACE FUNCTION panah_private.holds_match_key() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.vault_matchkey k WHERE panah_private.opens(k.folder_id, panah_private.whole_units()));
END $$;

CREATE OR REPLACE FUNCTION panah_match_write(of_owner bigint, of_subject bigint, of_kind text, of_tokens bigint[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT panah_private.holds_match_key() THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM public.vault_matchentry WHERE subject = of_subject AND kind = of_kind;
    INSERT INTO public.vault_matchentry (id, owner, subject, kind, tokens)
    SELECT gen_random_uuid(), of_owner, of_subject, of_kind, of_tokens WHERE cardinality(of_tokens) > 0;
END $$;

-- "known", "unknown", or "throttled" after thirty questions of one member within an hour. A question holds where
-- each of its parts overlaps; one question that holds is enough.
CREATE OR REPLACE FUNCTION panah_match(asking bigint, questions smallint[], parts smallint[], wanted bigint[])
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    condition text;
    known boolean;
BEGIN
    IF NOT panah_private.holds_match_key() THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- One question of a member at a time, or many asked at once would slip past the count.
    PERFORM pg_advisory_xact_lock(hashtextextended('panah_match' || public.panah_member(), 0));
    IF (SELECT count(*) FROM public.vault_matchcheck c
        WHERE c.member_id = public.panah_member() AND c.at > now() - interval '1 hour') >= 30 THEN
        RETURN 'throttled';
    END IF;
    INSERT INTO public.vault_matchcheck (id, member_id, at) VALUES (gen_random_uuid(), public.panah_member(), now());
    SELECT string_agg(q.condition, ' OR ') INTO condition FROM (
        SELECT string_agg(p.condition, ' AND ') AS condition FROM (
            SELECT t.question, format('tokens && %L::bigint[]', array_agg(t.token)) AS condition
            FROM unnest(questions, parts, wanted) AS t (question, part, token) GROUP BY t.question, t.part) p
        GROUP BY p.question) q;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM (SELECT * FROM public.vault_matchentry WHERE %s LIMIT 5000) f '
                   'WHERE f.owner <> %L)', coalesce(condition, 'false'), asking) INTO known;
    RETURN CASE WHEN known THEN 'known' ELSE 'unknown' END;
END $$;
