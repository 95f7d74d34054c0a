-- What open pages are told. Ids grow in commit order and are never used twice.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organization_id TEXT NOT NULL,
    -- A `Change` as JSON.
    change TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
