-- SQLite looks at a row to see that it is not archived, although the index has no others, unless the index says so: counting read the table.
DROP INDEX runs_kept_by_organization;
CREATE INDEX runs_kept_by_organization ON runs (organization_id, id, archived_at) WHERE archived_at IS NULL;
DROP INDEX runs_kept_by_organization_and_tone;
CREATE INDEX runs_kept_by_organization_and_tone ON runs (organization_id, tone, id, archived_at) WHERE archived_at IS NULL;
DROP INDEX runs_kept_by_project;
CREATE INDEX runs_kept_by_project ON runs (project_id, id, archived_at) WHERE archived_at IS NULL;
DROP INDEX runs_kept_by_project_and_tone;
CREATE INDEX runs_kept_by_project_and_tone ON runs (project_id, tone, id, archived_at) WHERE archived_at IS NULL;
