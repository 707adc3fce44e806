-- The numbers that contacts and situations are called by. One that was drawn and not used stays unused.
CREATE SEQUENCE IF NOT EXISTS hotline_contact_numbers;
CREATE SEQUENCE IF NOT EXISTS hotline_situation_numbers;
