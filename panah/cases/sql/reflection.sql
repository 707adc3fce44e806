-- Of a reflection period nothing changes but its end, and that once.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON cases_reflection
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'closed_at', 'closed_by_id', 'close_reason', 'close_words', 'decision_id');

CREATE OR REPLACE FUNCTION panah_private.closes_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION '% is closed already', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_closes_once BEFORE UPDATE ON cases_reflection
FOR EACH ROW EXECUTE FUNCTION panah_private.closes_once();

-- None is granted to somebody who was found not to be a victim (RR-04).
CREATE OR REPLACE FUNCTION panah_private.reflects_a_victim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.people_person p WHERE p.id = NEW.person_id AND p.standing = 'not_a_victim') THEN
        RAISE EXCEPTION 'no period for this person' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'reflection_of_a_victim';
    END IF;
    RETURN NULL;
END $$;

-- Asked when the row rules have let the row in, so that what is refused tells nobody else how a person stands.
CREATE OR REPLACE TRIGGER panah_of_a_victim AFTER INSERT ON cases_reflection
FOR EACH ROW EXECUTE FUNCTION panah_private.reflects_a_victim();

-- While a period runs nobody is interviewed but by the person's own wish, whoever asks and from whichever unit (RR-05).
CREATE OR REPLACE FUNCTION panah_private.interviews_by_own_wish() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.cases_case c JOIN public.cases_reflection r ON r.person_id = c.person_id
               WHERE c.id = NEW.case_id AND r.closed_at IS NULL AND r.ends_at > NEW.asked_at) THEN
        RAISE EXCEPTION 'only by the own wish of the person' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'interview_by_own_wish';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_own_wish AFTER INSERT ON cases_interview
FOR EACH ROW WHEN (NOT NEW.own_wish) EXECUTE FUNCTION panah_private.interviews_by_own_wish();

-- Whether the member may ask about a code now. It is asked before the slow hash of the code is made, and holds the
-- member's next question back until this one is answered, so that nobody keeps the machine busy with guesses.
CREATE OR REPLACE FUNCTION panah_may_verify() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT public.panah_may('cases:reflection:verify') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('panah_verify' || public.panah_member(), 0));
    RETURN (SELECT count(*) FROM public.cases_reflectioncheck c
            WHERE c.member_id = public.panah_member() AND c.at > now() - interval '1 hour') < 30;
END $$;

-- "Protected until" for the code on a certificate, or nothing; never whose it is, nor of which unit (RR-03). The answer
-- has one shape; what was never a code, what was replaced and what has ended look the same. Thirty questions an hour.
CREATE OR REPLACE FUNCTION panah_verify_protection(code_digest bytea)
RETURNS TABLE (answer text, protected_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    until timestamptz;
BEGIN
    -- Whoever calls this without having asked first is counted and held back all the same.
    IF NOT public.panah_may_verify() THEN
        RETURN QUERY SELECT 'throttled', NULL::timestamptz;
        RETURN;
    END IF;
    INSERT INTO public.cases_reflectioncheck (id, member_id, at) VALUES (gen_random_uuid(), public.panah_member(), now());
    SELECT r.ends_at INTO until
    FROM public.cases_reflectioncode c JOIN public.cases_reflection r ON r.id = c.reflection_id
    WHERE c.digest = code_digest AND r.closed_at IS NULL AND r.ends_at > now()
      AND NOT EXISTS (SELECT 1 FROM public.cases_reflectioncode n
                      WHERE n.reflection_id = c.reflection_id AND (n.issued_at, n.id) > (c.issued_at, c.id));
    RETURN QUERY SELECT CASE WHEN until IS NULL THEN 'unknown' ELSE 'protected' END, until;
END $$;
