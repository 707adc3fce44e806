-- Without a memorandum in force an organisation has no access (NGO-01): what is asked is panah_private.may_partner
-- (vault/sql/grants.sql), which the rules of every row that was shared ask too.
CREATE OR REPLACE FUNCTION panah_private.needs_memorandum(wanted uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT panah_private.may_partner(wanted) THEN
        RAISE EXCEPTION 'this organisation has no memorandum in force' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

-- Nothing is offered to such an organisation, and nothing is accepted by it.
CREATE OR REPLACE FUNCTION panah_private.referral_needs_memorandum() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.state = 'accepted' AND OLD.state <> 'accepted') THEN
        PERFORM panah_private.needs_memorandum(NEW.receiver_unit_id);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_memorandum BEFORE INSERT OR UPDATE OF state ON referrals_referral
FOR EACH ROW EXECUTE FUNCTION panah_private.referral_needs_memorandum();

-- No grant reaches it, by whichever way, and none that was offered opens; what it made itself stays its own. The match
-- key, which opens nobody's record, is given to all who may register when the country is founded, and then rests too.
CREATE OR REPLACE FUNCTION panah_private.grant_needs_memorandum() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.vault_matchkey k WHERE k.folder_id = NEW.folder_id)
       AND (TG_OP = 'INSERT' OR (OLD.pending AND NOT NEW.pending)) THEN
        PERFORM panah_private.needs_memorandum(NEW.unit_id);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_memorandum BEFORE INSERT OR UPDATE OF pending ON vault_grant
FOR EACH ROW WHEN (NEW.basis_kind <> 'ownership') EXECUTE FUNCTION panah_private.grant_needs_memorandum();

-- What such an organisation was given is closed to it in the moment in which its memorandum is over, whatever stands
-- here; that it rests, and opens again with the next one, is written down so that all who see the grant see that too.
CREATE OR REPLACE FUNCTION panah_rest_partners() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    rested integer;
    opened integer;
BEGIN
    UPDATE public.vault_grant g SET suspended_at = now(), suspended_by = 'NGO-01', spared_members = '{}'
    FROM public.accounts_unit u
    WHERE g.unit_id = u.id AND u.kind IN ('helpline_ngo', 'accommodation_ngo', 'cooperation_ngo')
      AND NOT panah_private.may_partner(u.id)
      AND g.basis_kind <> 'ownership' AND g.ended_at IS NULL AND g.suspended_at IS NULL;
    GET DIAGNOSTICS rested = ROW_COUNT;
    UPDATE public.vault_grant g SET suspended_at = NULL, suspended_by = ''
    WHERE g.suspended_by = 'NGO-01' AND g.suspended_at IS NOT NULL AND panah_private.may_partner(g.unit_id);
    GET DIAGNOSTICS opened = ROW_COUNT;
    -- Where an order stands instead, whom it spares changes with the memorandum as well (CON-08).
    PERFORM panah_private.freeze(ARRAY(
        SELECT DISTINCT g.folder_id FROM public.vault_grant g JOIN public.accounts_unit u ON u.id = g.unit_id
        WHERE u.kind IN ('helpline_ngo', 'accommodation_ngo', 'cooperation_ngo') AND g.ended_at IS NULL
          AND g.suspended_at IS NOT NULL AND g.suspended_by <> 'NGO-01'));
    RETURN rested + opened;
END $$;

-- What was written stays; a memorandum can only be ended early.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON referrals_memorandum
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at', 'end_reason');

-- What ends early rests at once, and what a new one opens does too, not with the worker's next round.
CREATE OR REPLACE FUNCTION panah_private.rest_at_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.panah_rest_partners();
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER panah_rests AFTER INSERT OR UPDATE OF ended_at ON referrals_memorandum
FOR EACH STATEMENT EXECUTE FUNCTION panah_private.rest_at_once();
