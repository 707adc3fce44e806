-- The numbers that cases are called by. One that was drawn and not used stays unused.
CREATE SEQUENCE IF NOT EXISTS cases_case_numbers;
