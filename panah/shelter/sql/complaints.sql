-- A complaint stays as it was made; its answer is added.
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_complaint
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('result', 'answer', 'answer_to_author', 'answered_at', 'answered_by_id');

-- To whom a box belongs: needed to seal what is put into it. Whoever does not know its code learns nothing.
CREATE OR REPLACE FUNCTION panah_box_of(wanted bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT b.unit_id FROM public.shelter_complaintbox b WHERE b.code_digest = wanted
$$;

-- Put a complaint into a box, by nobody in particular: no author, no hour, and no more than twenty in a day. The country's
-- day may be the one before or after this clock's, and no other.
CREATE OR REPLACE FUNCTION panah_box_put(wanted bytea, complaint uuid, topic text, day date, sealed bytea,
                                         receipt bytea, receipt_public bytea)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    box public.shelter_complaintbox;
BEGIN
    SELECT * INTO box FROM public.shelter_complaintbox b WHERE b.code_digest = wanted FOR UPDATE;
    IF box.id IS NULL OR day IS NULL OR abs(day - current_date) > 1
       OR (SELECT count(*) FROM public.shelter_complaint c
           WHERE c.house_id = box.house_id AND c.from_box AND c.written_on >= least(day, current_date)) >= 20 THEN
        RETURN false;
    END IF;
    INSERT INTO public.shelter_complaint (id, unit_id, house_id, about, words, from_box, written_on, receipt_digest,
                                          receipt_key, result)
    VALUES (complaint, box.unit_id, box.house_id, topic, sealed, true, day, receipt, receipt_public, '');
    INSERT INTO public.audit_entry (member_id, record_unit_id, service, code, kind, subject_id, purpose, request_id)
    VALUES (NULL, box.unit_id, 'box', 'complaint.put', 'complaint', complaint, '', '');
    PERFORM pg_notify('panah_live', json_build_object('unit', box.unit_id, 'topic', 'house')::text);
    RETURN true;
END $$;

-- What was answered, for whoever holds the receipt; nobody else can open it.
CREATE OR REPLACE FUNCTION panah_box_answer(receipt bytea)
RETURNS TABLE (complaint uuid, outcome text, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id, c.result::text, c.answer_to_author FROM public.shelter_complaint c WHERE c.receipt_digest = receipt
$$;
