-- Signing in and entering. The server role has no rights on sessions and member keys but through these:
-- each asks for something only the rightful person has (the proof of the password, the cookie's token).

-- What happens before anybody is entered is written into the trail here, because the server may write an entry
-- only for whom the database knows to be acting. Never the login: who typed a wrong one may have typed a password.
CREATE OR REPLACE FUNCTION panah_private.note(who uuid, deed text, what text, subject uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.audit_entry (member_id, service, code, kind, subject_id, purpose, request_id)
    VALUES (who, '', deed, what, subject, '', '')
$$;

-- What failed passwords are counted under, in lower case: an attacker would try a login in many spellings.
CREATE OR REPLACE FUNCTION panah_private.login_digest(wanted text) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT sha256(convert_to(lower(wanted), 'UTF8')) $$;

CREATE OR REPLACE FUNCTION panah_private.attempted(digest bytea, right_one boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.accounts_attempt (id, login_digest, at, succeeded) VALUES (gen_random_uuid(), digest, now(), right_one)
$$;

-- Whether there were too many failed tries. The server says how many those are, but it cannot ask for a looser limit
-- than the one here, so that nobody who speaks in its name can guess without end.
CREATE OR REPLACE FUNCTION panah_private.throttled(digest bytea, most_failures int, within interval) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) >= least(most_failures, 20) FROM public.accounts_attempt a
    WHERE a.login_digest = digest AND NOT a.succeeded AND a.at > now() - greatest(within, interval '10 minutes')
$$;

-- One try at a time for one login or factor: many asked at once would slip past the count.
CREATE OR REPLACE FUNCTION panah_private.one_try(digest bytea) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$ SELECT pg_advisory_xact_lock(hashtextextended('panah_try' || encode(digest, 'hex'), 0)) $$;

-- Unknown logins get a salt too, always the same one, so that nobody learns which logins exist.
CREATE OR REPLACE FUNCTION panah_sign_in_salt(wanted text)
RETURNS TABLE (salt bytea, operations smallint, memory bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.salt, k.operations::smallint, k.memory FROM public.vault_memberkey k
    JOIN public.accounts_member m ON m.id = k.member_id WHERE m.login = wanted
    UNION ALL
    SELECT substring(sha256(c.key || convert_to('salt of ' || wanted, 'UTF8')) FOR 16),
           (SELECT coalesce(max(operations), 2)::smallint FROM public.vault_memberkey),
           (SELECT coalesce(max(memory), 67108864) FROM public.vault_memberkey)
    FROM panah_private.context_key c
    WHERE NOT EXISTS (SELECT 1 FROM public.accounts_member m JOIN public.vault_memberkey k ON k.member_id = m.id
                      WHERE m.login = wanted)
$$;

-- Counts tries and answers with the outcome; the tries stay even where the sign-in fails.
CREATE OR REPLACE FUNCTION panah_check_password(wanted text, proof bytea, most_failures int, within interval)
RETURNS TABLE (outcome text, member_id uuid, public_key bytea, sealed_private_key bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    digest bytea := panah_private.login_digest(wanted);
    known uuid := (SELECT m.id FROM public.accounts_member m WHERE m.login = wanted);
    found record;
BEGIN
    PERFORM panah_private.one_try(digest);
    IF panah_private.throttled(digest, most_failures, within) THEN
        PERFORM panah_private.note(NULL, 'session.throttled', 'member', known);
        RETURN QUERY SELECT 'throttled'::text, NULL::uuid, NULL::bytea, NULL::bytea;
        RETURN;
    END IF;
    SELECT k.member_id, k.public_key, k.sealed_private_key,
           EXISTS (SELECT 1 FROM public.accounts_appointment a
                   WHERE a.member_id = m.id AND a.ended_at IS NULL AND a.admitted_at IS NOT NULL) AS admitted
    INTO found FROM public.vault_memberkey k JOIN public.accounts_member m ON m.id = k.member_id
    WHERE m.login = wanted AND m.disabled_at IS NULL AND k.proof_digest = sha256(proof);
    PERFORM panah_private.attempted(digest, found.member_id IS NOT NULL);
    IF found.member_id IS NULL THEN
        PERFORM panah_private.note(NULL, 'session.refused', 'member', known);
        RETURN QUERY SELECT 'refused'::text, NULL::uuid, NULL::bytea, NULL::bytea;
        RETURN;
    END IF;
    IF NOT found.admitted THEN
        PERFORM panah_private.note(NULL, 'session.refused', 'member', known);
        RETURN QUERY SELECT 'waiting'::text, NULL::uuid, NULL::bytea, NULL::bytea;
        RETURN;
    END IF;
    RETURN QUERY SELECT 'ok'::text, found.member_id, found.public_key, found.sealed_private_key;
END $$;

-- The proof was right a moment ago, or nobody asked: a wrong one here counts like any other.
CREATE OR REPLACE FUNCTION panah_open_session(wanted text, proof bytea, token_digest bytea, sealed_key bytea,
                                              agent text, passed boolean, session_id uuid)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    digest bytea := panah_private.login_digest(wanted);
    who uuid;
    has_factor boolean;
BEGIN
    PERFORM panah_private.one_try(digest);
    SELECT k.member_id INTO who FROM public.vault_memberkey k JOIN public.accounts_member m ON m.id = k.member_id
    WHERE m.login = wanted AND m.disabled_at IS NULL AND k.proof_digest = sha256(proof)
      AND NOT panah_private.throttled(digest, 20, interval '10 minutes');
    IF who IS NULL THEN
        PERFORM panah_private.attempted(digest, false);
        RETURN false;
    END IF;
    SELECT EXISTS (SELECT 1 FROM public.accounts_secondfactor f WHERE f.member_id = who) INTO has_factor;
    INSERT INTO public.accounts_session
        (id, member_id, token_digest, sealed_private_key, agent, created_at, last_seen_at, passed_at, stepped_up_at,
         challenge)
    VALUES (session_id, who, token_digest, sealed_key, agent, now(), now(),
            CASE WHEN passed AND NOT has_factor THEN now() END, now(), '');
    PERFORM panah_private.note(who, 'session.opened', 'session', session_id);
    RETURN true;
END $$;

-- A session that has shown the password but not yet the second factor.
CREATE OR REPLACE FUNCTION panah_pending(token bytea)
RETURNS TABLE (session_id uuid, member_id uuid, login text, alias text, sealed_private_key bytea, locked boolean, passed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.id, s.member_id, m.login, m.alias, s.sealed_private_key, s.locked_at IS NOT NULL, s.passed_at IS NOT NULL
    FROM public.accounts_session s JOIN public.accounts_member m ON m.id = s.member_id
    WHERE s.token_digest = sha256(token) AND s.ended_at IS NULL AND m.disabled_at IS NULL
      AND s.created_at > now() - interval '12 hours'
$$;

-- The password was shown again: the screen unlocks; where there is no second factor (demo) this is the step-up too. Wrong
-- ones are counted by session and not by login: who fails to sign in elsewhere keeps nobody from their open desk.
DROP FUNCTION IF EXISTS panah_unlock(bytea, bytea);
CREATE OR REPLACE FUNCTION panah_unlock(token bytea, proof bytea, most_failures int, within interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here record;
    digest bytea;
    opened boolean;
BEGIN
    SELECT s.id, s.member_id INTO here FROM public.accounts_session s
    WHERE s.token_digest = sha256(token) AND s.ended_at IS NULL;
    IF here.id IS NULL THEN
        RETURN 'refused';
    END IF;
    digest := sha256(convert_to('lock ' || here.id::text, 'UTF8'));
    PERFORM panah_private.one_try(digest);
    IF panah_private.throttled(digest, most_failures, within) THEN
        PERFORM panah_private.note(NULL, 'session.throttled', 'member', here.member_id);
        RETURN 'throttled';
    END IF;
    UPDATE public.accounts_session s SET locked_at = NULL, last_seen_at = now(),
        stepped_up_at = CASE WHEN EXISTS (SELECT 1 FROM public.accounts_secondfactor f WHERE f.member_id = s.member_id)
                        THEN s.stepped_up_at ELSE now() END
    FROM public.vault_memberkey k
    WHERE s.id = here.id AND k.member_id = s.member_id AND k.proof_digest = sha256(proof);
    opened := FOUND;
    PERFORM panah_private.attempted(digest, opened);
    IF NOT opened THEN
        PERFORM panah_private.note(NULL, 'session.refused', 'member', here.member_id);
        RETURN 'refused';
    END IF;
    PERFORM panah_private.note(here.member_id, 'session.unlocked', 'session', here.id);
    RETURN 'ok';
END $$;

CREATE OR REPLACE FUNCTION panah_lock(token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.accounts_session SET locked_at = coalesce(locked_at, now())
    WHERE token_digest = sha256(token) AND ended_at IS NULL
$$;

CREATE OR REPLACE FUNCTION panah_seen(token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.accounts_session SET last_seen_at = now()
    WHERE token_digest = sha256(token) AND ended_at IS NULL AND last_seen_at < now() - interval '30 seconds'
$$;

CREATE OR REPLACE FUNCTION panah_end_session(token bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ended record;
BEGIN
    UPDATE public.accounts_session SET ended_at = now(), sealed_private_key = ''
    WHERE token_digest = sha256(token) AND ended_at IS NULL
    RETURNING id, member_id INTO ended;
    IF ended.id IS NOT NULL THEN
        PERFORM panah_private.note(ended.member_id, 'session.ended', 'session', ended.id);
    END IF;
END $$;

-- A member ends one of their own sessions; ends all but this one with a null.
CREATE OR REPLACE FUNCTION panah_revoke_session(wanted uuid, keep uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    touched integer;
BEGIN
    UPDATE public.accounts_session SET ended_at = now(), sealed_private_key = ''
    WHERE member_id = public.panah_member() AND ended_at IS NULL
      AND (id = wanted OR (wanted IS NULL AND id IS DISTINCT FROM keep));
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;

-- Enter: from a token to the acting member, for this transaction alone. Every request does, so it is planned once and for
-- all tokens.
CREATE OR REPLACE FUNCTION panah_enter(token bytea, idle interval)
RETURNS TABLE (outcome text, session_id uuid, member_id uuid, alias text, language text, unit_id uuid, unit_ids uuid[],
               roles text[], sealed_private_key bytea, stepped_up_at timestamptz, stale_seconds double precision)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    s record;
BEGIN
    SELECT x.id, x.member_id, x.sealed_private_key, x.last_seen_at, x.locked_at, x.passed_at, x.stepped_up_at,
           m.alias, m.language, a.units, a.roles, a.units[1] AS first
    INTO s FROM public.accounts_session x JOIN public.accounts_member m ON m.id = x.member_id
    CROSS JOIN LATERAL (
        -- The unit of the first appointment is the one acted for; a role held in two units stands here twice.
        SELECT array_agg(p.unit_id) AS units, array_agg(p.role::text) AS roles
        FROM (SELECT q.unit_id, q.role FROM public.accounts_appointment q
              WHERE q.member_id = x.member_id AND q.ended_at IS NULL AND q.admitted_at IS NOT NULL
              ORDER BY q.appointed_at, q.id) p) a
    WHERE x.token_digest = sha256(token) AND x.ended_at IS NULL AND m.disabled_at IS NULL
      AND x.created_at > now() - interval '12 hours';
    outcome := CASE
        WHEN s.first IS NULL THEN 'none'
        WHEN s.passed_at IS NULL THEN 'pending'
        -- However long the server would wait: after two hours nobody sits there any more.
        WHEN s.locked_at IS NOT NULL OR s.last_seen_at <= now() - least(idle, interval '2 hours') THEN 'locked'
        ELSE 'ok' END;
    session_id := s.id;
    member_id := s.member_id;
    alias := coalesce(s.alias, '');
    language := coalesce(s.language, '');
    stepped_up_at := s.stepped_up_at;
    stale_seconds := 0;
    IF outcome = 'ok' THEN
        PERFORM panah_private.set_context(s.member_id, s.first, s.units, s.roles, '');
        unit_id := s.first;
        unit_ids := s.units;
        roles := s.roles;
        sealed_private_key := s.sealed_private_key;
        stale_seconds := extract(epoch FROM now() - s.last_seen_at);
    END IF;
    RETURN NEXT;
END $$;

-- A device enters as its service: it sees no unit's rows but the ones a table opens to that service.
CREATE OR REPLACE FUNCTION panah_enter_device(token bytea)
RETURNS TABLE (device_id uuid, service text, unit_id uuid, public_key bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d record;
BEGIN
    SELECT x.id, x.service, x.unit_id, x.public_key INTO d FROM public.accounts_device x
    WHERE x.token_digest = sha256(token) AND x.disabled_at IS NULL;
    IF d.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM panah_private.set_context(NULL, d.unit_id, '{}'::uuid[], '{}'::text[], d.service::text);
    RETURN QUERY SELECT d.id, d.service::text, d.unit_id, d.public_key;
END $$;

-- The member changes the password: the old one is shown, the same private key is sealed anew.
CREATE OR REPLACE FUNCTION panah_change_password(old_proof bytea, new_salt bytea, new_operations int, new_memory bigint,
    new_proof_digest bytea, new_sealed_key bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    digest bytea := (SELECT panah_private.login_digest(m.login) FROM public.accounts_member m WHERE m.id = public.panah_member());
BEGIN
    PERFORM panah_private.one_try(digest);
    UPDATE public.vault_memberkey SET salt = new_salt, operations = new_operations, memory = new_memory,
        proof_digest = new_proof_digest, sealed_private_key = new_sealed_key
    WHERE member_id = public.panah_member() AND proof_digest = sha256(old_proof)
      AND NOT panah_private.throttled(digest, 20, interval '10 minutes');
    IF NOT FOUND THEN
        PERFORM panah_private.attempted(digest, false) WHERE digest IS NOT NULL;
        RETURN false;
    END IF;
    RETURN true;
END $$;
