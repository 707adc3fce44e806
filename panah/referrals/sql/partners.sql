-- Working together begins with an organisation that has a memorandum in force, and with nobody else (AC-04, NGO-01).
CREATE OR REPLACE FUNCTION panah_private.cooperation_needs_memorandum() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.referrals_memorandum m WHERE m.partner_id = NEW.partner_id AND m.ended_at IS NULL
                   AND m.starts_at <= now() AND m.ends_at > now()) THEN
        RAISE EXCEPTION 'this organisation has no memorandum in force' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_memorandum BEFORE INSERT ON referrals_cooperation
FOR EACH ROW EXECUTE FUNCTION panah_private.cooperation_needs_memorandum();

-- With whom and on what stays as it began; it only ends.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_cooperation
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at');
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON referrals_cooperation
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();
