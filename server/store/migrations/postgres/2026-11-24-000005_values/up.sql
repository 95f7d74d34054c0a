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
    number DOUBLE PRECISION,
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

INSERT INTO run_tags (run_id, tag, organization_id, project_id)
SELECT runs.id, one.value, organization_id, project_id
FROM runs, jsonb_array_elements_text(runs.tags::jsonb) AS one (value)
ON CONFLICT DO NOTHING;

INSERT INTO run_values (run_id, side, name, number, text, organization_id, project_id)
SELECT runs.id, sides.side, one.value ->> 'name',
    CASE WHEN json_typeof(one.value -> 'value') = 'number' THEN (one.value ->> 'value')::double precision END,
    LEFT(one.value ->> 'value', 256), organization_id, project_id
FROM runs
JOIN run_specs ON run_specs.run_id = runs.id
CROSS JOIN (VALUES ('input'), ('output')) AS sides (side)
CROSS JOIN json_array_elements((CASE sides.side WHEN 'input' THEN run_specs.inputs ELSE run_specs.outputs END)::json) AS one (value)
-- Postgres can't read a JSON text that has a NUL character; nothing but the query language misses it.
WHERE POSITION('\u0000' IN run_specs.inputs || run_specs.outputs) = 0 AND json_typeof(one.value -> 'value') <> 'null'
ON CONFLICT DO NOTHING;
