-- The numbers letters to outsiders are called by.
CREATE SEQUENCE IF NOT EXISTS referrals_outside_numbers;

-- A letter stays as it was sent; how it was read, locked or taken back is added.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_outsideletter
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('read_at', 'locked_at', 'taken_back_at');

-- Leave a message for an outsider; only the unit whose letter it is can.
CREATE OR REPLACE FUNCTION panah_leave_for_pick_up(letter uuid, link_digest bytea, salt bytea, operations int,
                                                   memory bigint, proof_digest bytea, sealed bytea, until timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.referrals_outsideletter l
                   WHERE l.id = letter AND l.unit_id = ANY (public.panah_units())) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.referrals_pickup
        (id, letter_id, link_digest, salt, operations, memory, proof_digest, sealed, expires_at, tries)
    VALUES (gen_random_uuid(), letter, link_digest, salt, operations, memory, proof_digest, sealed, until, 0);
END $$;

-- What is needed to stretch a code. An unknown link gets the same kind of answer as a known one. Stretching is slow, so
-- nobody else tries the same link before this try has ended and is counted: they get a row without a salt.
CREATE OR REPLACE FUNCTION panah_pick_up_salt(wanted bytea)
RETURNS TABLE (salt bytea, operations int, memory bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('panah_pick_up' || encode(wanted, 'hex'), 0)) THEN
        RETURN QUERY SELECT NULL::bytea, 0, 0::bigint;
        RETURN;
    END IF;
    RETURN QUERY SELECT p.salt, p.operations::int, p.memory FROM public.referrals_pickup p
    WHERE p.link_digest = wanted AND p.expires_at > now() AND p.tries < 5;
END $$;

-- One try: the right code takes the message away with it; the fifth wrong one destroys it. Each try is in the trail.
CREATE OR REPLACE FUNCTION panah_pick_up(wanted bytea, proof bytea)
RETURNS TABLE (outcome text, letter_id uuid, unit_id uuid, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    found public.referrals_pickup;
    whose uuid;
BEGIN
    SELECT * INTO found FROM public.referrals_pickup p
    WHERE p.link_digest = wanted AND p.expires_at > now() AND p.tries < 5 FOR UPDATE;
    IF found.id IS NULL THEN
        RETURN QUERY SELECT 'gone'::text, NULL::uuid, NULL::uuid, NULL::bytea;
        RETURN;
    END IF;
    SELECT l.unit_id INTO whose FROM public.referrals_outsideletter l WHERE l.id = found.letter_id;
    IF found.proof_digest = sha256(proof) THEN
        DELETE FROM public.referrals_pickup p WHERE p.id = found.id;
        UPDATE public.referrals_outsideletter l SET read_at = now() WHERE l.id = found.letter_id;
        PERFORM panah_private.note_pick_up('letter.picked_up', found.letter_id, whose);
        RETURN QUERY SELECT 'ok'::text, found.letter_id, whose, found.sealed;
        RETURN;
    END IF;
    IF found.tries >= 4 THEN
        DELETE FROM public.referrals_pickup p WHERE p.id = found.id;
        UPDATE public.referrals_outsideletter l SET locked_at = now() WHERE l.id = found.letter_id;
        PERFORM panah_private.note_pick_up('letter.locked', found.letter_id, whose);
        RETURN QUERY SELECT 'locked'::text, found.letter_id, whose, NULL::bytea;
        RETURN;
    END IF;
    UPDATE public.referrals_pickup p SET tries = p.tries + 1 WHERE p.id = found.id;
    PERFORM panah_private.note_pick_up('letter.refused', found.letter_id, whose);
    RETURN QUERY SELECT 'wrong'::text, found.letter_id, whose, NULL::bytea;
END $$;

-- The outsider has no account: the trail says what was done to which letter of which unit, and that nobody of ours did.
CREATE OR REPLACE FUNCTION panah_private.note_pick_up(deed text, letter uuid, whose uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.audit_entry (member_id, record_unit_id, service, code, kind, subject_id, purpose, request_id)
    VALUES (NULL, whose, 'outside', deed, 'letter', letter, '', '')
$$;

-- Taken back by the unit whose letter it is: nothing lies ready any more.
CREATE OR REPLACE FUNCTION panah_take_back_pick_up(letter uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.referrals_pickup p USING public.referrals_outsideletter l
    WHERE p.letter_id = letter AND l.id = letter AND l.unit_id = ANY (public.panah_units());
END $$;
