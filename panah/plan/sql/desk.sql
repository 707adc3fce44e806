-- What the coordinator's office alone may write: the columns named (NC-01, POL-04, HL-12). Others leave them empty.
CREATE OR REPLACE FUNCTION panah_private.office_decides() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text;
    before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF session_user = 'panah_web' AND NOT panah_private.coordinates()
           AND coalesce(to_jsonb(NEW) ->> name, '') IS DISTINCT FROM coalesce(before ->> name, '') THEN
            RAISE EXCEPTION 'of % the coordinator''s office alone writes %', TG_TABLE_NAME, name
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- What is written once and never again.
CREATE OR REPLACE FUNCTION panah_private.written_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF to_jsonb(OLD) ->> name IS NOT NULL AND to_jsonb(NEW) ->> name IS DISTINCT FROM to_jsonb(OLD) ->> name THEN
            RAISE EXCEPTION 'of % the % stays as it was written', TG_TABLE_NAME, name
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- A decision of a meeting: the office asks, whoever is asked says that it is done.
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT ON plan_meetingdecision
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides('words', 'due_on');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_meetingdecision
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('done_at', 'done_words', 'done_by_id');
CREATE OR REPLACE TRIGGER panah_once BEFORE UPDATE ON plan_meetingdecision
FOR EACH ROW EXECUTE FUNCTION panah_private.written_once('done_at');

-- The minutes of a meeting that was held stay.
CREATE OR REPLACE TRIGGER panah_once BEFORE UPDATE ON plan_gathering
FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL)
EXECUTE FUNCTION panah_private.keeps_all_but('version');

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_liaison
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'reach', 'post', 'in_group', 'member_id', 'trained_on', 'trained_source', 'ended_on');

-- The training of the register that counts longest for each liaison officer in office who has an account here: its day
-- and its end, nothing else of whoever gave it (NRM-12).
CREATE OR REPLACE FUNCTION panah_liaison_trainings(wanted text[])
RETURNS TABLE (liaison_id uuid, training_id uuid, held_on date, counts_until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT ON (l.id) l.id, a.training_id, a.held_on, a.counts_until
    FROM plan_liaison l JOIN plan_attendance a ON a.member_id = l.member_id
    JOIN plan_training t ON t.id = a.training_id
    WHERE l.ended_on IS NULL AND a.came AND t.state = 'held' AND a.topics && wanted::varchar[]
      AND panah_may('plan:plan:view')
    ORDER BY l.id, a.counts_until DESC NULLS FIRST, a.held_on DESC
$$;

-- What donors are shown, the office has looked through (NC-07).
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT OR UPDATE ON plan_need
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides('published_at');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_need
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('published_at', 'closed_at', 'closing');
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT OR UPDATE ON plan_offer
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides('agreed', 'agreed_at');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_offer
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'need_id', 'for_unit_id', 'agreed', 'agreed_at', 'received', 'used', 'changed_at', 'withdrawn_at');

-- A problem stays as it was told; its answer is given by who is to answer (NC-05).
CREATE OR REPLACE FUNCTION panah_private.finding_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.answer IS DISTINCT FROM OLD.answer AND NOT (OLD.to_unit_id = ANY (panah_units())) THEN
        RAISE EXCEPTION 'a problem is answered by the body it concerns' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.settled_at IS DISTINCT FROM OLD.settled_at
       AND NOT (OLD.unit_id = ANY (panah_units()) OR panah_private.coordinates()) THEN
        RAISE EXCEPTION 'a problem is settled by who found it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER panah_moves BEFORE UPDATE ON plan_finding
FOR EACH ROW EXECUTE FUNCTION panah_private.finding_moves();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_finding
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('answer', 'answered_at', 'answered_by_id', 'settled_at');

-- Dealings with police abroad (POL-04).
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT OR UPDATE ON plan_foreignrequest
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides(
    'approved', 'decision_words', 'decided_at', 'decided_by_id');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_foreignrequest
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'approved', 'decision_words', 'decided_at', 'decided_by_id', 'sent_at', 'answered_at');
CREATE OR REPLACE TRIGGER panah_once BEFORE UPDATE ON plan_foreignrequest
FOR EACH ROW EXECUTE FUNCTION panah_private.written_once('approved', 'decided_at', 'sent_at', 'answered_at');

-- The hotline's ties (HL-12).
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT OR UPDATE ON plan_hotlinetie
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides('approved_at', 'approved_by_id');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_hotlinetie
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('approved_at', 'approved_by_id', 'ended_at');

-- What is needed and what was given, area by area: sums alone, for donors too (NC-07).
CREATE OR REPLACE FUNCTION panah_resources()
RETURNS TABLE (area text, kind text, wanted numeric, offered numeric, agreed numeric, received numeric, used numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT both_.area, both_.kind, sum(both_.wanted), sum(both_.offered), sum(both_.agreed), sum(both_.received),
           sum(both_.used)
    FROM (
        SELECT n.area, n.kind, n.wanted, 0 AS offered, 0 AS agreed, 0 AS received, 0 AS used
        FROM plan_need n WHERE n.closed_at IS NULL AND n.published_at IS NOT NULL
        UNION ALL
        SELECT o.area, o.kind, 0, o.offered, coalesce(o.agreed, 0), coalesce(o.received, 0), coalesce(o.used, 0)
        FROM plan_offer o WHERE o.withdrawn_at IS NULL
    ) both_
    WHERE panah_may('plan:donor:view')
    GROUP BY both_.area, both_.kind ORDER BY both_.area, both_.kind LIMIT 500
$$;
