-- Second factors. A session that has shown the password reads its member's factors here, and enters by showing one.

CREATE OR REPLACE FUNCTION panah_factors(token bytea)
RETURNS TABLE (id uuid, kind text, label text, sealed_secret bytea, credential_id bytea, public_key bytea, counter bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT f.id, f.kind, f.label, f.sealed_secret, f.credential_id, f.public_key, f.counter
    FROM public.accounts_secondfactor f JOIN public.accounts_session s ON s.member_id = f.member_id
    WHERE s.token_digest = sha256(token) AND s.ended_at IS NULL
    ORDER BY f.created_at, f.id
    LIMIT 20
$$;

-- What failed tries of a member's second factor are counted under.
CREATE OR REPLACE FUNCTION panah_private.factor_digest(who uuid) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT sha256(convert_to('factor ' || who::text, 'UTF8')) $$;

-- A try is counted before it is judged; null after too many failed ones. The number goes to panah_pass_factor.
CREATE OR REPLACE FUNCTION panah_try_factor(token bytea, most_failures int, within interval) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s record;
    attempt uuid := gen_random_uuid();
BEGIN
    SELECT x.id, x.member_id INTO s FROM public.accounts_session x WHERE x.token_digest = sha256(token) AND x.ended_at IS NULL;
    PERFORM panah_private.one_try(panah_private.factor_digest(s.member_id));
    IF s.id IS NULL OR panah_private.throttled(panah_private.factor_digest(s.member_id), most_failures, within) THEN
        PERFORM panah_private.note(NULL, 'factor.throttled', 'member', s.member_id);
        RETURN NULL;
    END IF;
    INSERT INTO public.accounts_attempt (id, login_digest, at, succeeded)
    VALUES (attempt, panah_private.factor_digest(s.member_id), now(), false);
    PERFORM panah_private.note(NULL, 'factor.tried', 'session', s.id);
    RETURN attempt;
END $$;

-- The second factor was shown: the session may enter, and dangerous acts are open for a while. The counter of the
-- factor moves forward only, so that a code is not accepted twice; a passkey without a counter answers a challenge
-- that was taken out.
CREATE OR REPLACE FUNCTION panah_pass_factor(token bytea, factor uuid, new_counter bigint, attempt uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s record;
BEGIN
    SELECT x.id, x.member_id INTO s FROM public.accounts_session x WHERE x.token_digest = sha256(token) AND x.ended_at IS NULL;
    PERFORM 1 FROM public.accounts_attempt a
    WHERE a.id = attempt AND a.login_digest = panah_private.factor_digest(s.member_id) AND NOT a.succeeded;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE public.accounts_secondfactor f SET counter = new_counter, last_used_at = now()
    WHERE f.id = factor AND f.member_id = s.member_id
      AND (new_counter > f.counter OR (f.kind = 'passkey' AND f.counter = 0 AND new_counter = 0));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE public.accounts_attempt SET succeeded = true WHERE id = attempt;
    UPDATE public.accounts_session SET passed_at = coalesce(passed_at, now()), stepped_up_at = now() WHERE id = s.id;
    PERFORM panah_private.note(s.member_id, 'factor.passed', 'session', s.id);
    RETURN true;
END $$;

-- The first factor of a member is registered in a session that may not enter yet. Refuses as soon as there is one:
-- otherwise whoever learns a password could add a factor of their own.
CREATE OR REPLACE FUNCTION panah_first_factor(token bytea, new_id uuid, new_kind text, new_label text, secret bytea,
    credential bytea, public bytea, new_counter bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s record;
BEGIN
    SELECT x.id, x.member_id INTO s FROM public.accounts_session x
    WHERE x.token_digest = sha256(token) AND x.ended_at IS NULL AND x.created_at > now() - interval '12 hours';
    -- Two browsers of one member enrolling at once wait for each other.
    PERFORM 1 FROM public.accounts_member WHERE id = s.member_id AND disabled_at IS NULL FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT 1 FROM public.accounts_secondfactor f WHERE f.member_id = s.member_id) THEN
        RETURN false;
    END IF;
    INSERT INTO public.accounts_secondfactor
        (id, member_id, kind, label, sealed_secret, credential_id, public_key, counter, created_at)
    VALUES (new_id, s.member_id, new_kind, new_label, secret, credential, public, new_counter, now());
    UPDATE public.accounts_session SET passed_at = now(), stepped_up_at = now() WHERE id = s.id;
    PERFORM panah_private.note(s.member_id, 'factor.added', 'factor', new_id);
    RETURN true;
END $$;

-- What a passkey is asked to sign: one challenge for a session, good for five minutes and for one answer.
CREATE OR REPLACE FUNCTION panah_challenge(token bytea, fresh bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.accounts_session SET challenge = fresh, challenged_at = now()
    WHERE token_digest = sha256(token) AND ended_at IS NULL;
    RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION panah_take_challenge(token bytea) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s record;
BEGIN
    SELECT x.id, x.challenge, x.challenged_at INTO s FROM public.accounts_session x
    WHERE x.token_digest = sha256(token) AND x.ended_at IS NULL FOR UPDATE;
    UPDATE public.accounts_session SET challenge = '' WHERE id = s.id;
    RETURN CASE WHEN s.challenged_at > now() - interval '5 minutes' AND s.challenge <> '' THEN s.challenge END;
END $$;
