DROP TABLE run_conditions;
DROP TABLE run_specs;
DROP TABLE runs;
DROP FUNCTION note_deleted_run;
DROP TABLE projects;
DROP TABLE deleted_runs;
