-- Who starts and watches it: 'agent' is the scheduler; of the others, 'cli' and 'user', only what they say of themselves is known.
ALTER TABLE runs ADD COLUMN managed_by TEXT NOT NULL DEFAULT 'agent';
ALTER TABLE runs ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN archived_at BIGINT;
-- Nobody is to take its results for those of a run that is the same.
ALTER TABLE runs ADD COLUMN invalidated_at BIGINT;
UPDATE runs SET updated_at = COALESCE(finished_at, started_at, created_at);
-- What clients note of it, as a JSON object.
ALTER TABLE run_specs ADD COLUMN meta_info TEXT NOT NULL DEFAULT '{}';

-- Lists have what is not put away, unless somebody asks.
DROP INDEX runs_by_organization_and_tone;
DROP INDEX runs_by_project_and_tone;
CREATE INDEX runs_kept_by_organization ON runs (organization_id, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_organization_and_tone ON runs (organization_id, tone, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_project ON runs (project_id, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_project_and_tone ON runs (project_id, tone, id) WHERE archived_at IS NULL;
-- Lists by name, and in other orders than the newest first.
CREATE INDEX runs_kept_by_organization_and_name ON runs (organization_id, name, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_project_and_name ON runs (project_id, name, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_organization_and_update ON runs (organization_id, updated_at, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_project_and_update ON runs (project_id, updated_at, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_organization_and_start ON runs (organization_id, started_at, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_project_and_start ON runs (project_id, started_at, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_organization_and_finish ON runs (organization_id, finished_at, id) WHERE archived_at IS NULL;
CREATE INDEX runs_kept_by_project_and_finish ON runs (project_id, finished_at, id) WHERE archived_at IS NULL;

-- What lists are asked for by, beside the JSON that a run's own page reads: one row for each tag and each value.
CREATE TABLE run_tags (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    PRIMARY KEY (run_id, tag)
);
CREATE INDEX run_tags_by_organization ON run_tags (organization_id, tag, run_id);
CREATE INDEX run_tags_by_project ON run_tags (project_id, tag, run_id);

CREATE TABLE run_values (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    -- 'input' or 'output'.
    side TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What a number is.
    number DOUBLE,
    -- What it reads as: the beginning, as an index holds no more.
    text TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    PRIMARY KEY (run_id, side, name)
);
CREATE INDEX run_values_by_organization_and_number ON run_values (organization_id, side, name, number, run_id);
CREATE INDEX run_values_by_project_and_number ON run_values (project_id, side, name, number, run_id);
CREATE INDEX run_values_by_organization_and_text ON run_values (organization_id, side, name, text, run_id);
CREATE INDEX run_values_by_project_and_text ON run_values (project_id, side, name, text, run_id);

CREATE TABLE bookmarks (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, run_id)
);
CREATE INDEX bookmarks_by_run ON bookmarks (run_id);

INSERT OR IGNORE INTO run_tags (run_id, tag, organization_id, project_id)
SELECT runs.id, one.value, organization_id, project_id FROM runs, json_each(runs.tags) AS one;

INSERT OR IGNORE INTO run_values (run_id, side, name, number, text, organization_id, project_id)
SELECT runs.id, sides.side, json_extract(one.value, '$.name'),
    CASE WHEN json_type(one.value, '$.value') IN ('integer', 'real') THEN json_extract(one.value, '$.value') END,
    SUBSTR(CASE json_type(one.value, '$.value') WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
        ELSE json_extract(one.value, '$.value') END, 1, 256),
    organization_id, project_id
FROM runs
JOIN run_specs ON run_specs.run_id = runs.id
JOIN (SELECT 'input' AS side UNION ALL SELECT 'output') AS sides
JOIN json_each(CASE sides.side WHEN 'input' THEN run_specs.inputs ELSE run_specs.outputs END) AS one
WHERE json_type(one.value, '$.value') <> 'null';
