-- Who reports on what, the office asks: no body opens a report in another's name, or one that is approved already.
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT ON plan_share
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides('round_id');
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT ON plan_slot
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides('round_id');
CREATE OR REPLACE TRIGGER panah_decides BEFORE INSERT ON plan_report
FOR EACH ROW EXECUTE FUNCTION panah_private.office_decides('answer', 'answer_words', 'answered_at', 'answered_by_id');

-- What is said is said by the body that was asked.
CREATE OR REPLACE FUNCTION panah_private.report_was_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM plan_slot s WHERE s.id = NEW.slot_id AND s.unit_id = NEW.unit_id) THEN
        RAISE EXCEPTION 'another body reports on this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_was_asked BEFORE INSERT ON plan_report
FOR EACH ROW EXECUTE FUNCTION panah_private.report_was_asked();

-- The body moves its report up to handing it in; everything after that is the coordinator's office's (NAP-01).
CREATE OR REPLACE FUNCTION panah_private.slot_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state = OLD.state AND NEW.state IN ('due', 'draft', 'returned') THEN
        RETURN NEW;
    END IF;
    IF NOT panah_private.coordinates() AND NOT (
        OLD.state IN ('due', 'draft', 'returned') AND NEW.state IN ('draft', 'returned', 'submitted')
    ) THEN
        RAISE EXCEPTION 'a report goes from % to % by the coordinator''s office alone', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_moves BEFORE UPDATE ON plan_slot
FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION panah_private.slot_moves();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_slot
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'progress', 'submitted_at', 'answered_at', 'unit_id');

-- What was handed in stays as it was said; only the office's answer is added.
CREATE OR REPLACE FUNCTION panah_private.report_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.submitted_at IS NOT NULL
       AND to_jsonb(OLD) - '{answer,answer_words,answered_at,answered_by_id}'::text[]
           IS DISTINCT FROM to_jsonb(NEW) - '{answer,answer_words,answered_at,answered_by_id}'::text[] THEN
        RAISE EXCEPTION 'a report that was handed in stays as it is' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.answer IS DISTINCT FROM OLD.answer AND NOT panah_private.coordinates() THEN
        RAISE EXCEPTION 'the coordinator''s office alone answers a report' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_stays BEFORE UPDATE ON plan_report
FOR EACH ROW EXECUTE FUNCTION panah_private.report_stays();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_share
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('reported_at', 'unit_id');

-- Who reports, the office names; what was begun stays with whoever began it (NC-01).
CREATE OR REPLACE TRIGGER panah_asks BEFORE UPDATE ON plan_share
FOR EACH ROW WHEN (NEW.unit_id IS DISTINCT FROM OLD.unit_id) EXECUTE FUNCTION panah_private.office_decides('unit_id');
CREATE OR REPLACE TRIGGER panah_asks BEFORE UPDATE ON plan_slot
FOR EACH ROW WHEN (NEW.unit_id IS DISTINCT FROM OLD.unit_id) EXECUTE FUNCTION panah_private.office_decides('unit_id');
CREATE OR REPLACE TRIGGER panah_begun BEFORE UPDATE ON plan_slot
FOR EACH ROW WHEN (OLD.state <> 'due') EXECUTE FUNCTION panah_private.written_once('unit_id');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_budgetproposal
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('withdrawn_at');
