-- Whether the acting units know a person, and no conflict of interest bars the member: they hold a folder of the person's
-- own, a case or a stay, which nobody begins of a stranger, or the letters of an offer that another unit made them. What
-- anybody can write into a folder of theirs about whom they like is no knowledge.
CREATE OR REPLACE FUNCTION panah_private.knows_of(wanted uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := panah_private.whole_units();
BEGIN
    RETURN panah_private.knows_person(wanted, mine) OR EXISTS (
        SELECT FROM (
            SELECT c.folder_id FROM public.cases_case c WHERE c.person_id = wanted
            UNION ALL SELECT s.folder_id FROM public.shelter_stay s WHERE s.person_id = wanted
            UNION ALL SELECT r.folder_id FROM public.referrals_referral r
            WHERE r.person_id = wanted AND r.receiver_unit_id = ANY (mine) AND r.sender_unit_id <> ALL (mine)) AS held
        WHERE held.folder_id <> ALL (panah_private.barred()) AND panah_private.opens(held.folder_id, mine));
END $$;

-- Who may tell of what, as the actions have it: of a child whoever may come to meet one; of an act under coercion who
-- follows the proceedings; that somebody may be known elsewhere, who registers people.
CREATE OR REPLACE FUNCTION panah_private.may_tell(subject text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE subject
        WHEN 'child' THEN public.panah_may('people:person:register') OR public.panah_may('referrals:referral:receive')
        WHEN 'coercion' THEN public.panah_may('people:proceeding:record')
        WHEN 'elsewhere' THEN public.panah_may('people:person:register')
        ELSE false END
$$;

-- A notice lies with its recipient, so the sender may not write it by itself: it hands it over here, in its own name
-- and once, about somebody its unit knows. Nothing of it is readable on the way: the words are sealed to the
-- recipient's public key.
CREATE OR REPLACE FUNCTION panah_send_notice(notice jsonb, sealed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sender uuid := (notice ->> 'from_unit_id')::uuid;
    receiver uuid := (notice ->> 'unit_id')::uuid;
BEGIN
    IF public.panah_member() IS NULL OR receiver = sender OR (sender = ANY (public.panah_units())) IS NOT TRUE
       OR NOT panah_private.may_tell(notice ->> 'subject')
       OR NOT panah_private.knows_of((notice ->> 'person_id')::uuid) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.people_notice (id, unit_id, from_unit_id, subject, recipient_kind, person_id, matter_id, words,
                                      state, sent_at, response)
    SELECT (notice ->> 'id')::uuid, receiver, sender, notice ->> 'subject', u.kind, (notice ->> 'person_id')::uuid,
           (notice ->> 'matter_id')::uuid, sealed, 'sent',
           -- Whoever is late does not say by themselves when it was.
           CASE WHEN session_user = 'panah_web' THEN clock_timestamp() ELSE (notice ->> 'sent_at')::timestamptz END, ''
    FROM public.accounts_unit u WHERE u.id = receiver;
END $$;

-- What was told stays as it was told; only where it stands changes.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON people_notice
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'received_at', 'response', 'responded_at');
