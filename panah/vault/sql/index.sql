-- Looking up keyed tokens. Run as the owner, because under row rules no index serves the overlap of arrays; the
-- acting units are checked here instead. A search is a list of terms: a token, the word of the query it stands for,
-- its weight.

-- One row for each word: that it is there as it is (weight 8 and more), that it or something near it is there, and
-- what its best match is worth.
CREATE OR REPLACE FUNCTION panah_private.words_asked(parts smallint[], weights smallint[], wanted bigint[])
RETURNS TABLE (firm text, near text, worth text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('tokens && %L::bigint[]', array_agg(t.token) FILTER (WHERE t.weight >= 8)),
           format('tokens && %L::bigint[]', array_agg(t.token)),
           format('CASE %s ELSE 0 END', string_agg(
               format('WHEN %L = ANY (tokens) THEN %L::int', t.token, t.weight), ' ' ORDER BY t.weight DESC))
    FROM unnest(parts, weights, wanted) AS t (part, weight, token)
    GROUP BY t.part
$$;

-- True where all conditions hold but one, whichever that is. Null for a single condition.
CREATE OR REPLACE FUNCTION panah_private.all_but_one(conditions text[]) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg((SELECT string_agg(kept, ' AND ') FROM unnest(conditions) WITH ORDINALITY AS c (kept, place)
                       WHERE place <> missing), ' OR ')
    FROM generate_subscripts(conditions, 1) AS missing
    WHERE cardinality(conditions) > 1
$$;

-- Whoever is under a suspension order or in a conflict of interest of the member's is not found either (CON-08).
CREATE OR REPLACE FUNCTION panah_private.is_hidden(subject uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.vault_suspensionorder o WHERE o.subject_id = subject AND o.lifted_at IS NULL
                   AND public.panah_member() <> ALL (o.spared_members))
        OR EXISTS (SELECT FROM public.vault_conflict c WHERE c.subject_id = subject AND c.lifted_at IS NULL
                   AND c.member_id = public.panah_member())
$$;

-- Asks up to four questions, until one finds enough: every word as it is; every word or something near it; all words
-- but one as they are; and, if all that found nobody, all words but one or something near them, which costs most. The
-- answer to a question is broken off at 5,000 rows, so that a name which tens of thousands bear costs no more than
-- that; what an earlier question found is therefore kept. All that was found is ranked by the sum of what the words
-- are worth, and among equals the latest comes first. An empty kind is any kind.
CREATE OR REPLACE FUNCTION panah_find(in_unit uuid, of_kind text, parts smallint[], weights smallint[], wanted bigint[],
                                      at_most int)
RETURNS TABLE (subject_kind text, subject_id uuid, score int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    firm text[];
    near text[];
    worth text;
    question text;
    asked int := 0;
    hits record;
    kinds text[];
    ids uuid[];
    scores int[];
BEGIN
    IF NOT coalesce(in_unit = ANY (panah_private.whole_units()), false) THEN
        RETURN;
    END IF;
    SELECT array_agg(w.firm), array_agg(w.near), string_agg(w.worth, ' + ') INTO firm, near, worth
    FROM panah_private.words_asked(parts, weights, wanted) w;
    FOREACH question IN ARRAY ARRAY[array_to_string(firm, ' AND '), array_to_string(near, ' AND '),
                                    panah_private.all_but_one(firm), panah_private.all_but_one(near)] LOOP
        EXIT WHEN question IS NULL OR (asked = 3 AND ids IS NOT NULL);
        asked := asked + 1;
        -- The unit is checked after the limit: beside one, the planner would rather read the whole unit than the index.
        EXECUTE format(
            'SELECT array_agg(h.subject_kind::text) AS kinds, array_agg(h.subject_id) AS ids, '
            '       array_agg(h.score) AS scores FROM ('
            '  SELECT f.subject_kind, f.subject_id, %s AS score FROM ('
            '    SELECT * FROM public.vault_indexentry WHERE (%s) AND %L IN (subject_kind, '''') LIMIT 5000) f'
            '  WHERE f.unit_id = %L ORDER BY score DESC, f.subject_id DESC LIMIT %L) h',
            worth, question, of_kind, in_unit, least(at_most, 100))
        INTO hits;
        kinds := kinds || hits.kinds;
        ids := ids || hits.ids;
        scores := scores || hits.scores;
        EXIT WHEN cardinality(hits.ids) >= at_most;
    END LOOP;
    RETURN QUERY SELECT DISTINCT h.* FROM unnest(kinds, ids, scores) AS h (kind, id, score)
                 WHERE NOT panah_private.is_hidden(h.id)
                 ORDER BY h.score DESC, h.id DESC LIMIT at_most;
END $$;
