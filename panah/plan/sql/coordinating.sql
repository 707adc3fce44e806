-- Whether who acts works for the National Coordinator's office: the only one who writes plans (NC-01).
CREATE OR REPLACE FUNCTION panah_private.coordinates() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_unit u WHERE u.id = ANY (panah_units()) AND u.kind = 'coordinator' AND u.closed_at IS NULL
    )
$$;
