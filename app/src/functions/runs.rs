//! What pages ask about runs, and what they do to them.

use std::collections::BTreeMap;

use domain::{
    RunId,
    pages::Page,
    runs::{RunCounts, RunDetail, RunFilter, RunSummary},
};
use leptos::{server, server_fn::codec::PostUrl};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::handover::{Handover, Made};
use super::{FnError, Json};

/// One page of runs, newest first.
#[server(name = ListRuns, prefix = "/api/fn", endpoint = "list_runs", input = Json, output = Json)]
pub async fn list_runs(
    /// Which.
    filter: RunFilter,
) -> Result<Page<RunSummary>, FnError> {
    Ok(platform::runs::list(&crate::context::platform()?, &crate::context::actor()?, filter).await?)
}

/// How many runs of each family match, whatever families the filter asks for.
#[server(name = CountRuns, prefix = "/api/fn", endpoint = "run_counts", input = Json, output = Json)]
pub async fn run_counts(
    /// Which.
    filter: RunFilter,
) -> Result<RunCounts, FnError> {
    Ok(platform::runs::counts(&crate::context::platform()?, &crate::context::actor()?, filter).await?)
}

/// One condition of a query, and the query without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryClause {
    /// The condition: `status:failed`.
    pub text: String,
    /// What is left; empty when that is nothing.
    pub rest: String,
}

/// What a query is made of. The browser asks, so that it need not bring the grammar.
#[server(name = QueryClauses, prefix = "/api/fn", endpoint = "query_clauses", input = Json, output = Json)]
pub async fn query_clauses(
    /// The query.
    query: String,
) -> Result<Vec<QueryClause>, FnError> {
    let query = std::future::ready(domain::pql::parse(&query)).await;
    let query = query.map_err(|error| domain::ApiError::field("query", error.to_string()))?;
    let without = |index| {
        let mut rest = query.clone();
        rest.remove(index);
        rest.to_string()
    };
    let clauses = query.clauses().iter().enumerate();
    Ok(clauses.map(|(index, clause)| QueryClause { text: clause.to_string(), rest: without(index) }).collect())
}

/// Everything about one run.
#[server(name = GetRun, prefix = "/api/fn", endpoint = "get_run", output = Json)]
pub async fn get_run(
    /// Which.
    id: RunId,
) -> Result<RunDetail, FnError> {
    Ok(platform::runs::get(&crate::context::platform()?, &crate::context::actor()?, id).await?)
}

/// Submits a run and goes to its page.
#[server(name = SubmitRun, prefix = "/api/fn", endpoint = "submit_run", input = PostUrl, output = Json)]
pub async fn submit_run(
    /// `organization/name`.
    project: String,
    /// The polyaxonfile.
    content: String,
    /// Overrides the file's name unless it is empty.
    #[server(default)]
    name: String,
    /// Values for inputs; an empty one leaves the input to the file.
    #[server(default)]
    params: BTreeMap<String, String>,
    /// The inputs, as keys, that had a box to tick: those without a value in `params` are `false`, because an empty box is not sent.
    #[server(default)]
    switches: BTreeMap<String, String>,
) -> Result<RunId, FnError> {
    let request = request(&project, &content, &name, given_params(params, switches))?;
    let run = platform::runs::submit(&crate::context::platform()?, &crate::context::actor()?, request).await?;
    leptos_axum::redirect(&crate::routes::run(run.id));
    Ok(run.id)
}

/// What would run if this were submitted, as YAML; nothing is stored. Its arguments are [`submit_run`]'s, so that one form has a button
/// for each.
#[server(name = CompileRun, prefix = "/api/fn", endpoint = "compile_run", input = PostUrl, output = Json)]
pub async fn compile_run(
    /// `organization/name`.
    #[server(default)]
    project: String,
    /// The polyaxonfile.
    #[server(default)]
    content: String,
    /// Overrides the file's name unless it is empty.
    #[server(default)]
    name: String,
    /// Values for inputs; an empty one leaves the input to the file.
    #[server(default)]
    params: BTreeMap<String, String>,
    /// The inputs that had a box to tick.
    #[server(default)]
    switches: BTreeMap<String, String>,
) -> Result<String, FnError> {
    let request = request(&project, &content, &name, given_params(params, switches))?;
    let operation = platform::runs::preview(&crate::context::platform()?, &crate::context::actor()?, request).await?;
    let text = spec::to_yaml(&operation);
    Handover::put(Made::Compiled(text.clone()));
    Ok(text)
}

/// Asks a run to stop.
#[server(name = StopRun, prefix = "/api/fn", endpoint = "stop_run", output = Json)]
pub async fn stop_run(
    /// Which.
    id: RunId,
) -> Result<(), FnError> {
    platform::runs::stop(&crate::context::platform()?, &crate::context::actor()?, id).await?;
    Ok(())
}

/// Lets a run that waits for it into the queue.
#[server(name = ApproveRun, prefix = "/api/fn", endpoint = "approve_run", output = Json)]
pub async fn approve_run(
    /// Which.
    id: RunId,
) -> Result<(), FnError> {
    platform::runs::approve(&crate::context::platform()?, &crate::context::actor()?, id).await?;
    Ok(())
}

/// Runs the same again, and goes to the new run's page.
#[server(name = RestartRun, prefix = "/api/fn", endpoint = "restart_run", output = Json)]
pub async fn restart_run(
    /// Which.
    id: RunId,
) -> Result<(), FnError> {
    let run = platform::runs::restart(&crate::context::platform()?, &crate::context::actor()?, id).await?;
    leptos_axum::redirect(&crate::routes::run(run.id));
    Ok(())
}

/// Runs the same again from the original's artifacts, and goes to the new run's page.
#[server(name = CopyRun, prefix = "/api/fn", endpoint = "copy_run", output = Json)]
pub async fn copy_run(
    /// Which.
    id: RunId,
) -> Result<(), FnError> {
    let run = platform::runs::copy(&crate::context::platform()?, &crate::context::actor()?, id).await?;
    leptos_axum::redirect(&crate::routes::run(run.id));
    Ok(())
}

/// Deletes a run with its log and artifacts, and goes to the list.
#[server(name = DeleteRun, prefix = "/api/fn", endpoint = "delete_run", output = Json)]
pub async fn delete_run(
    /// Which.
    id: RunId,
) -> Result<(), FnError> {
    platform::runs::delete(&crate::context::platform()?, &crate::context::actor()?, id).await?;
    leptos_axum::redirect(crate::routes::RUNS);
    Ok(())
}

/// Asks several runs to stop. One that can't be stopped keeps none of the others; the answer says how many could not and why.
#[server(name = StopRuns, prefix = "/api/fn", endpoint = "stop_runs", output = Json)]
pub async fn stop_runs(
    /// Which.
    #[server(default)]
    ids: Vec<RunId>,
) -> Result<(), FnError> {
    Ok(platform::runs::several(&crate::context::platform()?, &crate::context::actor()?, &ids, platform::runs::Action::Stop)
        .await?)
}

/// Deletes several runs with their logs and artifacts. One that can't be deleted keeps none of the others.
#[server(name = DeleteRuns, prefix = "/api/fn", endpoint = "delete_runs", output = Json)]
pub async fn delete_runs(
    /// Which.
    #[server(default)]
    ids: Vec<RunId>,
) -> Result<(), FnError> {
    Ok(platform::runs::several(&crate::context::platform()?, &crate::context::actor()?, &ids, platform::runs::Action::Delete)
        .await?)
}

/// What the form for a new run asks for.
#[cfg(feature = "ssr")]
fn request(
    project: &str,
    content: &str,
    name: &str,
    params: BTreeMap<String, String>,
) -> Result<domain::runs::SubmitRun, domain::ApiError> {
    let (organization, project) = project_named(project)?;
    Ok(domain::runs::SubmitRun {
        organization,
        project,
        // A form's lines end in CR LF.
        content: content.replace("\r\n", "\n"),
        name: Some(name.trim().to_owned()).filter(|name| !name.is_empty()),
        params,
        ..domain::runs::SubmitRun::default()
    })
}

#[cfg(feature = "ssr")]
fn project_named(text: &str) -> Result<(String, String), domain::ApiError> {
    match text.split_once('/') {
        Some((organization, project)) if !organization.is_empty() && !project.is_empty() => {
            Ok((organization.to_owned(), project.to_owned()))
        }
        _ => Err(domain::ApiError::field("project", "choose the project that the run belongs to")),
    }
}

#[cfg(feature = "ssr")]
fn given_params(params: BTreeMap<String, String>, switches: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut given: BTreeMap<_, _> = params.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    for (name, _) in switches {
        given.entry(name).or_insert_with(|| "false".to_owned());
    }
    given
}

#[cfg(feature = "ssr")]
#[cfg(test)]
mod tests {
    use super::*;

    fn submitted(form: &str) -> SubmitRun {
        serde_qs::Config::new(5, false).deserialize_str(form).unwrap()
    }

    #[test]
    fn a_plain_form_reaches_its_arguments() {
        let form =
            "project=default%2Fmnist&content=run%3A+x%0D%0A&params%5Blr%5D=0.1&params%5Bepochs%5D=&switches%5Bverbose%5D=on";
        let run = submitted(form);
        assert_eq!(run.project, "default/mnist");
        assert_eq!(run.content, "run: x\r\n");
        let given = given_params(run.params, run.switches);
        assert_eq!(given.into_iter().collect::<Vec<_>>(), [("lr".into(), "0.1".into()), ("verbose".into(), "false".into())]);
    }

    #[test]
    fn a_ticked_box_stays_true() {
        let run = submitted("project=a/b&content=x&switches[verbose]=on&params[verbose]=true");
        assert_eq!(given_params(run.params, run.switches)["verbose"], "true");
    }

    #[test]
    fn a_project_needs_both_names() {
        assert_eq!(project_named("default/mnist"), Ok(("default".into(), "mnist".into())));
        for text in ["", "mnist", "/mnist", "default/"] {
            assert!(project_named(text).unwrap_err().field_message("project").is_some(), "{text}");
        }
    }
}
