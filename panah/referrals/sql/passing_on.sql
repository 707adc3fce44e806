-- Somebody was handed on, and what the first offer rested on has ended: what followed from it ends with it, at once.
-- Only who made the first offer may say so. Gives the units that lose something, so that they are told.
CREATE OR REPLACE FUNCTION panah_take_back_passed_on(first uuid, why text) RETURNS TABLE (unit_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    origin uuid;
    below uuid[];
BEGIN
    SELECT r.sender_unit_id INTO origin FROM public.referrals_referral r
    WHERE r.id = first AND r.sender_unit_id = ANY (public.panah_units());
    IF origin IS NULL THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    WITH RECURSIVE chain AS (
        SELECT r.id FROM public.referrals_referral r WHERE r.previous_id = first
        UNION SELECT r.id FROM public.referrals_referral r JOIN chain c ON r.previous_id = c.id)
    SELECT array_agg(c.id) INTO below FROM chain c;
    UPDATE public.vault_grant g SET ended_at = now(), ended_by_id = public.panah_member(), end_reason = why
    FROM public.referrals_referral r
    WHERE r.id = ANY (below) AND g.basis_reference = r.number AND g.granted_by_unit_id = r.sender_unit_id
      AND g.ended_at IS NULL AND g.basis_kind <> 'ownership';
    INSERT INTO public.referrals_referralstep
        (id, folder_id, referral_id, step, state_before, state_after, reason, unit_id, by_id, at)
    SELECT gen_random_uuid(), r.folder_id, r.id, 'revoke', r.state, 'revoked', why, origin, public.panah_member(), clock_timestamp()
    FROM public.referrals_referral r
    WHERE r.id = ANY (below) AND r.state IN ('offered', 'asked_back', 'accepted', 'transferred');
    RETURN QUERY
    WITH ended AS (
        UPDATE public.referrals_referral r
        SET state = CASE WHEN r.state = 'done' THEN r.state ELSE 'revoked' END, closed_at = clock_timestamp(), close_reason = why
        WHERE r.id = ANY (below) AND r.closed_at IS NULL
          AND r.state IN ('offered', 'asked_back', 'accepted', 'transferred', 'done')
        RETURNING r.receiver_unit_id)
    SELECT DISTINCT receiver_unit_id FROM ended;
END $$;

-- Time has run out for an offer nobody answered: the rights that were offered with it end.
CREATE OR REPLACE FUNCTION panah_expire_grants(reference text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    touched integer;
BEGIN
    UPDATE public.vault_grant g SET ended_at = now(), end_reason = 'expired'
    FROM public.referrals_referral r
    WHERE r.number = reference AND r.state = 'expired' AND g.basis_reference = r.number
      AND g.granted_by_unit_id = r.sender_unit_id AND g.ended_at IS NULL AND g.basis_kind <> 'ownership';
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;
