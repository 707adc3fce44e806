-- The level of a thing follows from its movements. Two who take at once wait for each other at its row.
CREATE OR REPLACE FUNCTION panah_private.moves_stock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.shelter_stockitem i
    SET on_hand = CASE NEW.kind WHEN 'received' THEN i.on_hand + NEW.amount
                                WHEN 'counted' THEN NEW.amount
                                ELSE i.on_hand - NEW.amount END
    WHERE i.id = NEW.item_id AND i.unit_id = NEW.unit_id AND i.retired_at IS NULL
    RETURNING i.on_hand INTO NEW.level;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- Whose unit a movement is, the row rule asks before; this runs for those it lets through alone.
CREATE OR REPLACE TRIGGER panah_moves_stock BEFORE INSERT ON shelter_stockmovement
FOR EACH ROW EXECUTE FUNCTION panah_private.moves_stock();

-- The server types no level: it begins at nothing and moves with the movements.
CREATE OR REPLACE FUNCTION panah_private.keeps_level() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_user = 'panah_web' AND NEW.on_hand <> (CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.on_hand END) THEN
        RAISE EXCEPTION 'a level follows from movements' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER panah_keeps_level BEFORE INSERT OR UPDATE ON shelter_stockitem
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_level();

CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_roomcheck
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('fixed_at', 'fixed_by_id');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_incident
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('closed_at', 'closed_by_id');
CREATE OR REPLACE TRIGGER panah_keeps BEFORE UPDATE ON shelter_shiftnote
FOR EACH ROW EXECUTE FUNCTION panah_private.keeps_all_but('read_at', 'read_by_id');
