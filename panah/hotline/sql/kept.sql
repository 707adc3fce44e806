-- Callers' numbers are kept for as long as the country says (CON-12). The worker asks for it and reads none of them; what
-- it may take away is bounded here too, so that nobody who speaks in its name can empty the desk.

-- What finds a contact by its number lies under the contact's id, and ids follow time: the index gives the old ones.
CREATE OR REPLACE FUNCTION panah_private.first_id_at(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT rpad(lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid $$;

-- Each number is one line in the trail: whose record, never what it was. Gives how many were deleted, at most `at_most`
-- of each kind; a contact keeps its number while the situation it belongs to is open.
CREATE OR REPLACE FUNCTION panah_forget_numbers(before timestamptz, at_most int) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    latest timestamptz := least(before, now() - interval '7 days');
    contacts uuid[];
    calls uuid[];
    blocks uuid[];
BEGIN
    IF session_user = 'panah_web' THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    contacts := ARRAY(
        SELECT c.id FROM vault_indexentry i JOIN hotline_contact c ON c.id = i.subject_id
        LEFT JOIN hotline_situation s ON s.id = c.situation_id
        WHERE i.unit_id = ANY (ARRAY(SELECT id FROM accounts_unit)) AND i.subject_kind = 'contact' AND i.kind = 'phone'
          AND i.subject_id < panah_private.first_id_at(latest) AND c.state = 'closed' AND c.ended_at < latest
          AND (s.id IS NULL OR s.closed_at IS NOT NULL)
        LIMIT at_most);
    calls := ARRAY(SELECT id FROM hotline_call WHERE number IS NOT NULL AND NOT withheld
                         AND coalesce(ended_at, ringing_at) < latest LIMIT at_most);
    blocks := ARRAY(SELECT id FROM hotline_block
                    WHERE number IS NOT NULL AND least(lifted_at, until) < latest LIMIT at_most);
    UPDATE hotline_contact SET caller_number = NULL WHERE id = ANY (contacts);
    UPDATE hotline_call SET number = NULL WHERE id = ANY (calls);
    UPDATE hotline_block SET number = NULL WHERE id = ANY (blocks);
    INSERT INTO audit_entry (unit_id, record_unit_id, service, code, kind, subject_id, purpose, request_id)
    SELECT x.unit_id, x.unit_id, 'worker', 'number.deleted', x.kind, x.id, '', '' FROM (
        SELECT id, unit_id, 'contact' AS kind FROM hotline_contact WHERE id = ANY (contacts)
        UNION ALL SELECT id, unit_id, 'call' FROM hotline_call WHERE id = ANY (calls)
        UNION ALL SELECT id, unit_id, 'block' FROM hotline_block WHERE id = ANY (blocks)) x;
    DELETE FROM vault_indexentry
    WHERE unit_id = ANY (ARRAY(SELECT id FROM accounts_unit)) AND kind = 'phone'
      AND (subject_kind = 'contact' AND subject_id = ANY (contacts) OR subject_kind = 'block' AND subject_id = ANY (blocks));
    RETURN cardinality(contacts) + cardinality(calls) + cardinality(blocks);
END $$;
