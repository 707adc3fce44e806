-- Which child a body watches, and since when, stays; where it lives and when it is visited next may change (CH-18, CH-19).
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_watchedchild
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but(
    'risks', 'placement', 'sex', 'name', 'place', 'next_visit_on', 'of_age_on', 'leaving_planned_at', 'closed_at',
    'close_reason');
