-- How far a run's log is stored: lines and place in the cluster's records move together.
CREATE TABLE log_ends (
    run_id TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    next_line BIGINT NOT NULL,
    position BIGINT NOT NULL
);

-- The stretches a run's log is stored in, without a gap.
CREATE TABLE log_chunks (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    first_line BIGINT NOT NULL,
    line_count BIGINT NOT NULL,
    -- The lines as JSON, one a line; NULL once they are in the object store.
    content TEXT,
    PRIMARY KEY (run_id, first_line)
);
