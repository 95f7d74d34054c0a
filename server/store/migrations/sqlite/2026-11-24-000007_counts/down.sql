DROP INDEX runs_kept_by_organization;
CREATE INDEX runs_kept_by_organization ON runs (organization_id, id) WHERE archived_at IS NULL;
DROP INDEX runs_kept_by_organization_and_tone;
CREATE INDEX runs_kept_by_organization_and_tone ON runs (organization_id, tone, id) WHERE archived_at IS NULL;
DROP INDEX runs_kept_by_project;
CREATE INDEX runs_kept_by_project ON runs (project_id, id) WHERE archived_at IS NULL;
DROP INDEX runs_kept_by_project_and_tone;
CREATE INDEX runs_kept_by_project_and_tone ON runs (project_id, tone, id) WHERE archived_at IS NULL;
