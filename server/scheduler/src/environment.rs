//! The variables every container of a run is given, by Polyaxon's names.

use domain::RunId;
use spec::plan::EnvVar;

/// What the variables are made from.
pub struct Context<'a> {
    /// The address at which runs reach Orrery.
    pub public_url: &'a str,
    /// The directory above `artifacts`.
    pub context_root: &'a std::path::Path,
    /// The organization's name.
    pub organization: &'a str,
    /// The project's name.
    pub project: &'a str,
    /// The run.
    pub run: RunId,
    /// The cluster's name.
    pub cluster: &'a str,
    /// What its program comes in with; it works while the run is not over.
    pub token: &'a str,
}

impl Context<'_> {
    /// `owner.project.runs.uuid`: how Polyaxon names a run to itself.
    pub fn instance(&self) -> String {
        format!("{}.{}.runs.{}", self.organization, self.project, self.run)
    }

    /// Where the run keeps what it makes.
    pub fn artifacts(&self) -> std::path::PathBuf {
        self.context_root.join("artifacts").join(self.run.to_string())
    }

    /// The variables, before the container's own.
    pub fn variables(&self) -> Vec<EnvVar> {
        let artifacts = self.artifacts();
        [
            ("POLYAXON_HOST", self.public_url.to_owned()),
            ("POLYAXON_AUTH_TOKEN", self.token.to_owned()),
            // Not what this machine's user has configured: another project, another host.
            ("POLYAXON_HOME", artifacts.join(".polyaxon").display().to_string()),
            ("POLYAXON_IS_MANAGED", "true".to_owned()),
            ("POLYAXON_API_VERSION", "v1".to_owned()),
            ("POLYAXON_RUN_INSTANCE", self.instance()),
            ("POLYAXON_K8S_NAMESPACE", self.cluster.to_owned()),
            ("POLYAXON_CONTEXT_ROOT", self.context_root.display().to_string()),
            ("POLYAXON_ARTIFACTS_STORE_NAME", "artifacts_store".to_owned()),
            ("POLYAXON_COLLECT_ARTIFACTS", "true".to_owned()),
            ("POLYAXON_RUN_UUID", self.run.to_string()),
            ("POLYAXON_RUN_ARTIFACTS_PATH", artifacts.display().to_string()),
            ("POLYAXON_RUN_OUTPUTS_PATH", artifacts.join("outputs").display().to_string()),
        ]
        .into_iter()
        .map(|(name, value)| EnvVar { name: name.to_owned(), value })
        .collect()
    }
}
