DROP TABLE run_artifacts;
DROP TABLE run_metrics;
