//! What `{{ globals.… }}` stands for in one run.

/// Values that come from where and by whom a run is submitted. Texts as templates see them; empty when there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Globals {
    /// The organization's name.
    pub owner_name: String,
    /// The project's name.
    pub project_name: String,
    /// The project's id.
    pub project_uuid: String,
    /// Who submits the run.
    pub username: String,
    /// Their e-mail address.
    pub user_email: String,
    /// The run's id.
    pub uuid: String,
    /// The run's name.
    pub name: String,
    /// The Kubernetes namespace.
    pub namespace: String,
    /// The directory that init containers and the main container share.
    pub context_path: String,
    /// Where artifacts are, inside of `context_path`.
    pub artifacts_path: String,
    /// Where this run's artifacts are.
    pub run_artifacts_path: String,
    /// Where the run writes its outputs.
    pub run_outputs_path: String,
    /// The same, relative to the artifacts store.
    pub run_relative_outputs_path: String,
    /// The artifacts store's path.
    pub store_path: String,
    /// When the run was submitted, RFC 3339.
    pub created_at: String,
    /// When it was compiled, RFC 3339.
    pub compiled_at: String,
    /// `restart` or `copy` for a clone.
    pub cloning_kind: String,
    /// What it is a clone of.
    pub original_uuid: String,
}

#[cfg(feature = "render")]
impl Globals {
    /// Names and values as templates see them.
    pub(crate) fn entries(&self) -> [(&'static str, String); 21] {
        [
            ("owner_name", self.owner_name.clone()),
            ("project_name", self.project_name.clone()),
            ("project_unique_name", format!("{}.{}", self.owner_name, self.project_name)),
            ("project_uuid", self.project_uuid.clone()),
            ("username", self.username.clone()),
            ("user_email", self.user_email.clone()),
            ("run_info", format!("{}.{}.runs.{}", self.owner_name, self.project_name, self.uuid)),
            ("uuid", self.uuid.clone()),
            ("name", self.name.clone()),
            ("namespace", self.namespace.clone()),
            ("context_path", self.context_path.clone()),
            ("artifacts_path", self.artifacts_path.clone()),
            ("run_artifacts_path", self.run_artifacts_path.clone()),
            ("run_outputs_path", self.run_outputs_path.clone()),
            ("run_relative_outputs_path", self.run_relative_outputs_path.clone()),
            ("store_path", self.store_path.clone()),
            ("created_at", self.created_at.clone()),
            ("compiled_at", self.compiled_at.clone()),
            ("cloning_kind", self.cloning_kind.clone()),
            ("original_uuid", self.original_uuid.clone()),
            ("is_independent", "True".to_owned()),
        ]
    }
}

#[cfg(all(test, feature = "render"))]
mod tests {
    use crate::{Globals, models::GLOBALS};

    #[test]
    fn they_are_those_of_the_tables() {
        let mut known: Vec<&str> = GLOBALS.fields().map(|field| field.name).collect();
        let mut given: Vec<&str> = Globals::default().entries().iter().map(|(name, _)| *name).collect();
        known.sort_unstable();
        given.sort_unstable();
        assert_eq!(given, known);
    }
}
