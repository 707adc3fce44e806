-- A notice lies with its recipient, so the sender may not write it by itself: it hands it over here, in its own name
-- and once. Nothing of it is readable on the way: the words are sealed to the recipient's public key.
CREATE OR REPLACE FUNCTION panah_send_notice(notice jsonb, sealed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sender uuid := (notice ->> 'from_unit_id')::uuid;
    receiver uuid := (notice ->> 'unit_id')::uuid;
BEGIN
    IF public.panah_member() IS NULL OR sender <> ALL (public.panah_units()) OR receiver = sender THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.people_notice (id, unit_id, from_unit_id, subject, recipient_kind, person_id, matter_id, words,
                                      state, sent_at, response)
    SELECT (notice ->> 'id')::uuid, receiver, sender, notice ->> 'subject', u.kind, (notice ->> 'person_id')::uuid,
           (notice ->> 'matter_id')::uuid, sealed, 'sent', (notice ->> 'sent_at')::timestamptz, ''
    FROM public.accounts_unit u WHERE u.id = receiver;
END $$;

-- What was told stays as it was told; only where it stands changes.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON people_notice
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('state', 'received_at', 'response', 'responded_at');
