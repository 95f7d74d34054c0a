-- What lists show of a run's metrics, and where their points are.
CREATE TABLE run_metrics (
    run_id TEXT COLLATE "C" NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    project_id TEXT COLLATE "C" NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    -- Among the metrics of the run: what its points are found by in the object store.
    number INTEGER NOT NULL,
    -- Derived from the points, or as the client says while there are none. NULL is no number, an infinite one too.
    last DOUBLE PRECISION,
    last_step BIGINT,
    min DOUBLE PRECISION,
    max DOUBLE PRECISION,
    count BIGINT NOT NULL,
    -- How many points are in the object store.
    points BIGINT NOT NULL,
    -- The length of the file they are from and when it was last written to, as it was last read.
    source_bytes BIGINT NOT NULL,
    source_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, name),
    UNIQUE (run_id, number)
);

-- Lists of runs by the last value of a metric.
CREATE INDEX run_metrics_by_organization ON run_metrics (organization_id, name, last, run_id);
CREATE INDEX run_metrics_by_project ON run_metrics (project_id, name, last, run_id);

-- What a run read or made.
CREATE TABLE run_artifacts (
    run_id TEXT COLLATE "C" NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    project_id TEXT COLLATE "C" NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    state TEXT,
    is_input BOOLEAN NOT NULL,
    connection TEXT,
    -- Both are JSON objects.
    summary TEXT NOT NULL,
    meta_info TEXT NOT NULL,
    PRIMARY KEY (run_id, name, kind)
);

-- The artifacts of a project, those of the newest run first.
CREATE INDEX run_artifacts_by_project ON run_artifacts (project_id, run_id, name, kind);

-- What a run's own program comes in with while the run is not over: the hashes of secrets. A launch that is repeated adds one.
CREATE TABLE run_tokens (
    secret_hash TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    run_id TEXT COLLATE "C" NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX run_tokens_by_run ON run_tokens (run_id);
