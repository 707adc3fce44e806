-- The timeline only grows.
CREATE OR REPLACE TRIGGER panah_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON duties_event
FOR EACH STATEMENT EXECUTE FUNCTION panah_private.refuse_change();
ALTER TABLE duties_event ENABLE ALWAYS TRIGGER panah_only_grows;

-- The open duties of a matter that an event of my units may end: my units' own, and those my units asked others for.
-- The latter are not visible otherwise; nothing of them is given but what the engine needs.
CREATE OR REPLACE FUNCTION panah_duties_waiting(matter uuid)
RETURNS TABLE (id uuid, opened_by uuid, rule text, step text, matter_id uuid, subject_kind text, subject_id uuid,
               unit_id uuid, asked_by_unit_id uuid, role text, opened_at timestamptz, alert_at timestamptz,
               due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.id, d.opened_by, d.rule, d.step, d.matter_id, d.subject_kind, d.subject_id, d.unit_id,
           d.asked_by_unit_id, d.role, d.opened_at, d.alert_at, d.due_at
    FROM duties_duty d
    WHERE d.matter_id = matter AND d.done_at IS NULL AND d.cancelled_at IS NULL
      AND (session_user <> 'panah_web' OR d.unit_id = ANY (panah_units()) OR d.asked_by_unit_id = ANY (panah_units())
           OR (panah_service() <> '' AND d.unit_id = panah_unit()))
    ORDER BY d.opened_at, d.id
    LIMIT 500
$$;

-- Write what the events of one action change. Each must be the acting member's own; a duty it opens falls to the event's
-- unit or to the unit the event is addressed to; a duty it ends lies in the same matter and is its unit's own or was
-- asked for by its unit. So one unit can ask another to do something without seeing anything of it, and no more than
-- that. What a later event of the same action ends is written as ended at once.
-- A connection plans this once and not for each value anew, perhaps while the tables are all but empty, and must not go on
-- reading them whole.
DROP FUNCTION IF EXISTS panah_duties_change(uuid, jsonb, uuid[], uuid[]);
DROP FUNCTION IF EXISTS panah_duties_follow(jsonb);
CREATE OR REPLACE FUNCTION panah_private.not_your_event() RETURNS boolean LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'not your event' USING ERRCODE = 'insufficient_privilege'; END $$;

CREATE OR REPLACE FUNCTION panah_duties_follow(opened jsonb, ended jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    who text[] := panah_private.context();
    mine uuid[] := string_to_array(who[3], ',')::uuid[];
    me uuid := who[1]::uuid;
    anyone boolean := session_user <> 'panah_web';
BEGIN
    IF who[5] IS NOT NULL THEN
        mine := mine || who[2]::uuid;
    END IF;
    INSERT INTO public.duties_duty (id, rule, step, matter_id, subject_kind, subject_id, unit_id, asked_by_unit_id, role,
                                    member_id, opened_by, opened_at, alert_at, due_at,
                                    done_at, done_by_id, cancelled_at, cancel_reason, ended_by)
    SELECT o.id, o.rule, o.step, e.matter_id, e.subject_kind, e.subject_id, o.unit_id, e.unit_id, o.role,
           o.member_id, e.id, e.at, o.alert_at, o.due_at,
           CASE WHEN o.done THEN x.at END, CASE WHEN o.done THEN x.member_id END, CASE WHEN NOT o.done THEN x.at END,
           CASE WHEN o.done THEN '' ELSE coalesce(x.code, '') END, x.id
    FROM jsonb_to_recordset(opened) AS o (event uuid, id uuid, rule text, step text, unit_id uuid, role text, member_id uuid,
                                          alert_at timestamptz, due_at timestamptz, ended_by uuid, done boolean)
    LEFT JOIN public.duties_event e ON e.id = o.event
    LEFT JOIN public.duties_event x ON x.id = o.ended_by AND x.matter_id = e.matter_id AND x.unit_id IN (o.unit_id, e.unit_id)
    WHERE CASE WHEN e.id IS NOT NULL
                    AND (anyone OR e.unit_id = ANY (mine) AND e.member_id IS NOT DISTINCT FROM me
                                   AND (x.id IS NULL OR x.unit_id = ANY (mine) AND x.member_id IS NOT DISTINCT FROM me))
               THEN o.unit_id IN (e.unit_id, e.to_unit_id) ELSE panah_private.not_your_event() END
    ON CONFLICT (opened_by, rule, step) DO NOTHING;
    IF ended IS NULL THEN
        RETURN;
    END IF;
    -- Asked by itself: beside the UPDATE the planner may ask it of every event there is.
    IF EXISTS (SELECT FROM jsonb_to_recordset(ended) AS s (event uuid) WHERE NOT EXISTS (
                   SELECT FROM public.duties_event e WHERE e.id = s.event
                   AND (anyone OR e.unit_id = ANY (mine) AND e.member_id IS NOT DISTINCT FROM me))) THEN
        PERFORM panah_private.not_your_event();
    END IF;
    UPDATE public.duties_duty d
    SET done_at = CASE WHEN s.done THEN e.at END,
        done_by_id = CASE WHEN s.done THEN e.member_id END,
        cancelled_at = CASE WHEN s.done THEN NULL ELSE e.at END,
        cancel_reason = CASE WHEN s.done THEN '' ELSE e.code END,
        ended_by = e.id
    FROM jsonb_to_recordset(ended) AS s (event uuid, id uuid, done boolean)
    JOIN public.duties_event e ON e.id = s.event
    WHERE d.id = s.id AND d.matter_id = e.matter_id AND d.done_at IS NULL AND d.cancelled_at IS NULL
      AND (d.unit_id = e.unit_id OR d.asked_by_unit_id = e.unit_id);
END $$;

-- What one action made happen, written down with one statement: the events in their order, a line in the trail for each,
-- and the duties that follow. It runs as whoever calls it, so the row rules of events and of the trail hold here as
-- everywhere: nobody writes into a folder that does not open to them, or in another's name.
DROP FUNCTION IF EXISTS panah_happened(jsonb, uuid, uuid, text, text, text, jsonb);
CREATE OR REPLACE FUNCTION panah_happened(told jsonb, member uuid, unit uuid, serving text, stated text, request text,
                                          opened jsonb, ended jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.duties_event (id, folder_id, code, at, matter_id, subject_kind, subject_id, unit_id, to_unit_id,
                                     member_id, service, facts)
    SELECT e.id, e.folder, e.code, e.at, e.matter, e.kind, e.subject, e.of_unit, e.to_unit, member, serving, e.facts
    FROM jsonb_to_recordset(told) AS e (id uuid, folder uuid, code text, at timestamptz, matter uuid, kind text,
                                        subject uuid, of_unit uuid, to_unit uuid, facts jsonb);
    INSERT INTO public.audit_entry (member_id, unit_id, record_unit_id, service, code, kind, subject_id, purpose, request_id)
    SELECT member, unit, e.of_unit, serving, e.code, e.kind, e.subject, stated, request
    FROM jsonb_to_recordset(told) AS e (code text, kind text, subject uuid, of_unit uuid);
    IF opened IS NOT NULL OR ended IS NOT NULL THEN
        PERFORM public.panah_duties_follow(opened, ended);
    END IF;
END $$;
