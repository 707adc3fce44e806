-- Coming and going: an invitation is accepted by who holds its code, a colleague admits, a dismissal ends everything at once.

-- What the holder of a code learns: who they will be, and at founding or recovery the unit's key, sealed under the code.
-- `code` here and below is what follows from the printed one, never that itself: it would open the key.
CREATE OR REPLACE FUNCTION panah_invitation(code bytea)
RETURNS TABLE (login text, alias text, member_id uuid, unit_id uuid, sealed_unit_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT i.login::text, i.alias::text, m.id, i.unit_id, i.sealed_unit_key
    FROM public.accounts_invitation i LEFT JOIN public.accounts_member m ON m.login = i.login
    WHERE i.code_digest = sha256(code) AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > now()
$$;

-- Everything that an old password opened is shut, and the member waits to be admitted anew, in every unit.
CREATE OR REPLACE FUNCTION panah_private.begin_anew(who uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.vault_unitkeyshare WHERE member_id = who;
    DELETE FROM public.accounts_secondfactor WHERE member_id = who;
    DELETE FROM public.vault_memberkey WHERE member_id = who;
    UPDATE public.accounts_session SET ended_at = now(), sealed_private_key = '' WHERE member_id = who AND ended_at IS NULL;
    UPDATE public.accounts_appointment SET admitted_at = NULL WHERE member_id = who AND ended_at IS NULL;
    UPDATE public.accounts_member SET disabled_at = NULL WHERE id = who
$$;

-- Whoever accepts gets what stands in the invitation, so the server writes plain ones alone: with roles there are in such
-- a unit, in the own name, not yet accepted and without a key; and of one that stands it changes nothing but its end. What
-- founding and recovery write, and the acceptance itself, run as the owner.
CREATE OR REPLACE FUNCTION panah_private.invites_plainly() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.sealed_unit_key <> '' OR NEW.accepted_at IS NOT NULL OR NEW.member_id IS NOT NULL
       OR NEW.invited_by_id IS DISTINCT FROM public.panah_member()
       OR NOT coalesce((SELECT bool_and(panah_private.role_fits(r, NEW.unit_id)) FROM unnest(NEW.roles) AS r), false) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_invites_plainly BEFORE INSERT ON accounts_invitation
FOR EACH ROW WHEN (current_user = 'panah_web') EXECUTE FUNCTION panah_private.invites_plainly();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON accounts_invitation
FOR EACH ROW WHEN (current_user = 'panah_web') EXECUTE FUNCTION panah_private.keeps_all_but('withdrawn_at', 'admitted_at');

-- An invited colleague chooses a password. `who` is the member that panah_invitation named, or a new id; `share` is the
-- unit's key sealed to the member, where the invitation carried it. False when the code is not good for this person.
CREATE OR REPLACE FUNCTION panah_accept_invitation(code bytea, who uuid, chosen_language text, public bytea, new_salt bytea,
    new_operations int, new_memory bigint, new_proof_digest bytea, new_sealed_key bytea, share bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    i record;
    m record;
BEGIN
    SELECT * INTO i FROM public.accounts_invitation x
    WHERE x.code_digest = sha256(code) AND x.accepted_at IS NULL AND x.withdrawn_at IS NULL AND x.expires_at > now()
    FOR UPDATE;
    IF i.id IS NULL THEN
        RETURN false;
    END IF;
    SELECT x.id, x.disabled_at INTO m FROM public.accounts_member x WHERE x.login = i.login FOR UPDATE;
    IF m.id IS NULL THEN
        INSERT INTO public.accounts_member (id, login, alias, language, in_demo)
        VALUES (who, i.login, i.alias, chosen_language, false);
    ELSIF m.id <> who THEN
        RETURN false;
    -- Only a unit the person works in may let them begin anew, or once they work nowhere, one they worked in.
    ELSIF NOT EXISTS (SELECT 1 FROM public.accounts_appointment a WHERE a.member_id = who AND a.unit_id = i.unit_id
                      AND (a.ended_at IS NULL OR m.disabled_at IS NOT NULL)) THEN
        RETURN false;
    ELSE
        PERFORM panah_private.begin_anew(who);
    END IF;
    INSERT INTO public.vault_memberkey (member_id, public_key, salt, operations, memory, proof_digest, sealed_private_key)
    VALUES (who, public, new_salt, new_operations, new_memory, new_proof_digest, new_sealed_key);
    INSERT INTO public.accounts_appointment (id, unit_id, member_id, role, legal_name, order_number, order_date,
        appointed_by_id, appointed_at, end_order)
    SELECT gen_random_uuid(), i.unit_id, who, r.role, '', i.order_number, i.order_date, i.invited_by_id, now(), ''
    FROM unnest(i.roles) AS r (role) ON CONFLICT DO NOTHING;
    UPDATE public.accounts_invitation SET accepted_at = now(), member_id = who, sealed_unit_key = '' WHERE id = i.id;
    PERFORM panah_private.note(who, 'invitation.accepted', 'invitation', i.id);
    IF i.sealed_unit_key <> '' AND share <> '' THEN
        INSERT INTO public.vault_unitkeyshare (id, unit_id, member_id, sealed_private_key, given_at)
        VALUES (gen_random_uuid(), i.unit_id, who, share, now());
        UPDATE public.accounts_appointment SET admitted_at = now()
        WHERE member_id = who AND unit_id = i.unit_id AND ended_at IS NULL;
        UPDATE public.accounts_invitation SET admitted_at = now() WHERE id = i.id;
    END IF;
    RETURN true;
END $$;

-- The public key of a colleague who waits to be admitted: only for those who may admit in that unit.
CREATE OR REPLACE FUNCTION panah_key_to_admit(who uuid, in_unit uuid) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.public_key FROM public.vault_memberkey k
    WHERE k.member_id = who AND in_unit = ANY (public.panah_units()) AND public.panah_may('accounts:member:admit')
      AND EXISTS (SELECT 1 FROM public.accounts_appointment a
                  WHERE a.member_id = who AND a.unit_id = in_unit AND a.ended_at IS NULL AND a.admitted_at IS NULL)
$$;

-- Dismissal works at once (HL-14): without a running appointment in a unit its key is taken away, without any at all
-- the account is closed. Sessions end either way, because they still carry the roles of before.
CREATE OR REPLACE FUNCTION panah_dismissed(who uuid, in_unit uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT (public.panah_may('accounts:member:appoint')
            OR (public.panah_may('accounts:member:admit') AND in_unit = ANY (public.panah_units())))
       OR NOT EXISTS (SELECT 1 FROM public.accounts_appointment a WHERE a.member_id = who AND a.unit_id = in_unit) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.accounts_session SET ended_at = now(), sealed_private_key = '' WHERE member_id = who AND ended_at IS NULL;
    DELETE FROM public.vault_unitkeyshare s WHERE s.member_id = who AND s.unit_id = in_unit
        AND NOT EXISTS (SELECT 1 FROM public.accounts_appointment a
                        WHERE a.member_id = who AND a.unit_id = in_unit AND a.ended_at IS NULL);
    UPDATE public.accounts_member m SET disabled_at = now() WHERE m.id = who AND m.disabled_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM public.accounts_appointment a WHERE a.member_id = who AND a.ended_at IS NULL);
END $$;

-- Whom the demonstration offers on its sign-in page: invented people alone carry the mark.
CREATE OR REPLACE FUNCTION panah_demo_people()
RETURNS TABLE (login text, alias text, unit_names jsonb, roles text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.login::text, m.alias::text, u.names, array_agg(a.role::text ORDER BY a.role)
    FROM public.accounts_member m
    JOIN public.accounts_appointment a ON a.member_id = m.id AND a.ended_at IS NULL AND a.admitted_at IS NOT NULL
    JOIN public.accounts_unit u ON u.id = a.unit_id
    WHERE m.in_demo AND m.disabled_at IS NULL
    GROUP BY m.id, u.id
    ORDER BY min(m.id::text)
    LIMIT 60
$$;
