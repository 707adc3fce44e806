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

-- Write what one event changes. The event must be the acting member's own; a duty it opens falls to the event's unit
-- or to the unit the event is addressed to; a duty it ends lies in the same matter and is its unit's own or was asked
-- for by its unit. So one unit can ask another to do something without seeing anything of it, and no more than that.
CREATE OR REPLACE FUNCTION panah_duties_change(event uuid, opened jsonb, done uuid[], cancelled uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    e duties_event;
BEGIN
    SELECT * INTO e FROM duties_event WHERE id = event;
    IF e.id IS NULL OR (session_user = 'panah_web' AND NOT (
            (e.unit_id = ANY (panah_units()) OR (panah_service() <> '' AND e.unit_id = panah_unit()))
            AND e.member_id IS NOT DISTINCT FROM panah_member())) THEN
        RAISE EXCEPTION 'not your event' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF opened <> '[]' THEN
        INSERT INTO duties_duty (id, rule, step, matter_id, subject_kind, subject_id, unit_id, asked_by_unit_id, role,
                                 member_id, opened_by, opened_at, alert_at, due_at, cancel_reason)
        SELECT o.id, o.rule, o.step, e.matter_id, e.subject_kind, e.subject_id, o.unit_id, e.unit_id, o.role,
               o.member_id, e.id, e.at, o.alert_at, o.due_at, ''
        FROM jsonb_to_recordset(opened) AS o (id uuid, rule text, step text, unit_id uuid, role text, member_id uuid,
                                              alert_at timestamptz, due_at timestamptz)
        WHERE o.unit_id IN (e.unit_id, e.to_unit_id)
        ON CONFLICT (opened_by, rule, step) DO NOTHING;
    END IF;
    IF done || cancelled = '{}' THEN
        RETURN;
    END IF;
    UPDATE duties_duty d
    SET done_at = CASE WHEN d.id = ANY (done) THEN e.at END,
        done_by_id = CASE WHEN d.id = ANY (done) THEN e.member_id END,
        cancelled_at = CASE WHEN d.id = ANY (done) THEN NULL ELSE e.at END,
        cancel_reason = CASE WHEN d.id = ANY (done) THEN '' ELSE e.code END,
        ended_by = e.id
    WHERE d.id = ANY (done || cancelled) AND d.matter_id = e.matter_id
      AND d.done_at IS NULL AND d.cancelled_at IS NULL
      AND (d.unit_id = e.unit_id OR d.asked_by_unit_id = e.unit_id);
END $$;

-- The same for several events of one action, one after another: a later one may end what an earlier one opened.
CREATE OR REPLACE FUNCTION panah_duties_follow(steps jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    FOR s IN SELECT * FROM ROWS FROM (jsonb_to_recordset(steps) AS (event uuid, opened jsonb, done uuid[], cancelled uuid[]))
             WITH ORDINALITY ORDER BY ordinality LOOP
        PERFORM panah_duties_change(s.event, s.opened, s.done, s.cancelled);
    END LOOP;
END $$;
