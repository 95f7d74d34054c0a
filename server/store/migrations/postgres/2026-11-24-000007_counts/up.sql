-- Postgres knows that such an index has no others.
SELECT 1;
