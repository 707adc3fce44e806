-- Nobody sits at the desk twice at the same time. A trigger and not an exclusion constraint, because the latter needs
-- an extension that the embedded server does not have; the lock on the member makes two writers wait for one another.
CREATE OR REPLACE FUNCTION panah_private.one_shift_at_a_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Asked first, or whoever enters shifts for people of another unit would learn when those are at their desk.
    IF session_user = 'panah_web' AND (TG_OP = 'INSERT' OR NEW.member_id <> OLD.member_id OR NEW.unit_id <> OLD.unit_id)
       AND NOT EXISTS (SELECT 1 FROM public.accounts_appointment a
                       WHERE a.member_id = NEW.member_id AND a.unit_id = NEW.unit_id AND a.ended_at IS NULL
                         AND NEW.unit_id = ANY (public.panah_units())) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.member_id::text, 152));
    IF NEW.withdrawn_at IS NULL AND EXISTS (
        SELECT 1 FROM public.hotline_shift s
        WHERE s.member_id = NEW.member_id AND s.id <> NEW.id AND s.withdrawn_at IS NULL
          AND s.starts_at < NEW.ends_at AND s.ends_at > NEW.starts_at) THEN
        RAISE EXCEPTION 'shift overlaps' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'shift_overlaps';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS one_shift_at_a_time ON public.hotline_shift;
CREATE TRIGGER one_shift_at_a_time BEFORE INSERT OR UPDATE ON public.hotline_shift
FOR EACH ROW EXECUTE FUNCTION panah_private.one_shift_at_a_time();
