-- Partners' specialists in a house see the residents they were assigned to and nobody else (SH-13). The rules of every
-- folder and grant ask this and `whole_units` (`panah.vault.models`): a member's grants count as a whole in the units
-- where they are something else as well; in the others they count for the assigned residents' folders of care alone.

-- The folders such a specialist was assigned to: where the resident is, and the social work; never the health folder,
-- the case or who the person is. They open as long as they open to the unit.
CREATE OR REPLACE FUNCTION panah_private.assigned_folders() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN 'shelter_specialist' = ANY (public.panah_roles()) THEN ARRAY(
        SELECT f FROM public.shelter_careassignment c
        JOIN public.shelter_stay s ON s.id = c.stay_id
        CROSS JOIN LATERAL unnest(ARRAY[s.folder_id, s.social_folder_id]) AS f
        WHERE c.member_id = public.panah_member() AND c.ended_at IS NULL AND c.unit_id = ANY (public.panah_units())
          AND s.unit_id = c.unit_id AND s.state IN ('arriving', 'resident')
          AND panah_private.opens(f, ARRAY[c.unit_id]))
    ELSE '{}' END
$$;

-- Only specially trained people are assigned, and by who leads the house, in the own name.
CREATE OR REPLACE FUNCTION panah_private.assigns_the_trained() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.by_id = NEW.member_id
       OR session_user = 'panah_web' AND (NEW.by_id IS DISTINCT FROM public.panah_member()
                                          OR NOT public.panah_may('shelter:house:lead'))
       OR NOT EXISTS (
            SELECT 1 FROM public.shelter_training t
            WHERE t.id = NEW.training_id AND t.member_id = NEW.member_id AND t.unit_id = NEW.unit_id
              AND t.withdrawn_at IS NULL AND NEW.since::date BETWEEN t.trained_on AND t.valid_until) THEN
        RAISE EXCEPTION 'care_assigned_to_the_trained' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_assigns_the_trained BEFORE INSERT ON shelter_careassignment
FOR EACH ROW EXECUTE FUNCTION panah_private.assigns_the_trained();
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_careassignment
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('ended_at', 'ended_by_id');
CREATE OR REPLACE TRIGGER panah_ends_once BEFORE UPDATE ON shelter_careassignment
FOR EACH ROW EXECUTE FUNCTION panah_private.ends_once();
