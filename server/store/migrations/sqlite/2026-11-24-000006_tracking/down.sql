DROP TABLE run_tokens;
DROP TABLE run_artifacts;
DROP TABLE run_metrics;
