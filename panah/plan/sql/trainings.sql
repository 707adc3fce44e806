-- The unit a member works in, for the list of a training somebody else gives: nothing else about them.
CREATE OR REPLACE FUNCTION panah_training_unit(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.unit_id FROM accounts_appointment a JOIN accounts_member m ON m.id = a.member_id
    WHERE a.member_id = wanted AND a.ended_at IS NULL AND m.disabled_at IS NULL AND panah_may('plan:training:edit')
    ORDER BY a.appointed_at DESC LIMIT 1
$$;

-- Holds a member's next question about a certificate back until this one is answered: the hash of a code is slow, and
-- nobody keeps the machine busy with guesses.
CREATE OR REPLACE FUNCTION panah_ask_certificate() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('panah_certificate' || public.panah_member(), 0));
END $$;

-- What a certificate proves, by the slow hash of its code: the course and its days, nobody's name. Anybody may ask.
-- Nothing, once whoever gave the training wrote down that the member did not come after all.
CREATE OR REPLACE FUNCTION panah_training_certificate(wanted bytea)
RETURNS TABLE (title text, held_on date, counts_until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.title::text, a.held_on, a.counts_until
    FROM plan_trainingcode k JOIN plan_attendance a ON a.id = k.attendance_id
    JOIN plan_training t ON t.id = a.training_id JOIN plan_course c ON c.id = t.course_id
    WHERE k.digest = wanted AND a.came AND t.state = 'held'
$$;

-- Who is on the list of a training stays; only how it went is added, by whoever gave it.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_attendance
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('came', 'before', 'after', 'counts_until');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON plan_training
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'women', 'men');
