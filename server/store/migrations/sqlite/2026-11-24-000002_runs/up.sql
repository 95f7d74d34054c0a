CREATE TABLE projects (
    id TEXT PRIMARY KEY NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    readme TEXT NOT NULL,
    -- A JSON list of words.
    tags TEXT NOT NULL,
    -- What a search looks in: name and description in lower case.
    search_text TEXT NOT NULL,
    archived_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organization_id, name_folded)
);

-- Lists, newest first.
CREATE INDEX projects_live ON projects (organization_id, id) WHERE archived_at IS NULL;
CREATE INDEX projects_archived ON projects (organization_id, id) WHERE archived_at IS NOT NULL;

CREATE TABLE runs (
    id TEXT PRIMARY KEY NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    -- What a search looks in: the name in lower case.
    search_text TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    -- The status's family, by which lists filter and count.
    tone TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    -- A JSON list of words.
    tags TEXT NOT NULL,
    original_id TEXT REFERENCES runs (id) ON DELETE SET NULL,
    cloning_kind TEXT,
    cluster TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    container TEXT,
    exit_code INTEGER,
    -- The intent, beside the status that is observed.
    stop_wanted_at BIGINT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    -- Set exactly while the status is final.
    finished_at BIGINT,
    logs_complete BOOLEAN NOT NULL,
    -- For how many seconds it stays on the cluster after its end.
    ttl BIGINT,
    -- By when it may leave the cluster: the order in which ended runs are cleaned.
    clean_after BIGINT,
    cleaned_at BIGINT
);

-- Lists and counts, newest first.
CREATE INDEX runs_by_organization ON runs (organization_id, id);
CREATE INDEX runs_by_organization_and_tone ON runs (organization_id, tone, id);
CREATE INDEX runs_by_project ON runs (project_id, id);
CREATE INDEX runs_by_project_and_tone ON runs (project_id, tone, id);
-- The reconcilers: small, however many runs have ended.
CREATE INDEX runs_unfinished ON runs (cluster, status, id) WHERE finished_at IS NULL;
CREATE INDEX runs_unfinished_by_project ON runs (project_id) WHERE finished_at IS NULL;
CREATE INDEX runs_to_follow ON runs (cluster, status, id) WHERE NOT logs_complete;
CREATE INDEX runs_to_clean ON runs (cluster, clean_after) WHERE cleaned_at IS NULL AND clean_after IS NOT NULL;
-- Deleting a run looks for its clones.
CREATE INDEX runs_by_original ON runs (original_id) WHERE original_id IS NOT NULL;

-- What only a run's own page and its launch read: apart, so that lists read narrow rows.
CREATE TABLE run_specs (
    run_id TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    description TEXT NOT NULL,
    -- The polyaxonfile as written.
    content TEXT NOT NULL,
    -- The compiled operation, as JSON.
    compiled TEXT NOT NULL,
    -- What the cluster is given, as JSON.
    plan TEXT NOT NULL,
    -- JSON lists of values with their names and types.
    inputs TEXT NOT NULL,
    outputs TEXT NOT NULL
);

CREATE TABLE run_conditions (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    -- From 0, by one.
    number INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (run_id, number)
);

-- Runs that are gone, while the lines of their logs and their artifacts are not: noted by the database
-- itself, however a run goes, and forgotten once the files are gone too.
CREATE TABLE deleted_runs (
    run_id TEXT PRIMARY KEY NOT NULL
);

CREATE TRIGGER note_deleted_run AFTER DELETE ON runs BEGIN
    INSERT INTO deleted_runs (run_id) VALUES (OLD.id);
END;
