//! Submitting a run: compile, then one transaction.

use std::{collections::BTreeMap, path::Path};

use domain::{
    ApiError, ErrorCode, OrganizationId, RunId, Scope, Status, Timestamp,
    permissions::Actor,
    runs::{CloningKind, IoValue, ManagedBy, Pending, RunSummary, SubmitRun},
    statuses::Condition,
};
use serde_json::{Map, Value};
use spec::{Compiled, Globals, Problem};
use store::{
    Conn, StoreError,
    projects::{self as places, Project},
    runs::{self, NewRun, Transition},
};

use super::{NOUN, RunRecord};
use crate::{
    Platform, blocking,
    fields::Fields,
    permissions::{Deed, need},
    projects,
};

const SUBMIT: Deed =
    Deed { takes: Scope::RunWrite, seen_with: Scope::ProjectRead, noun: "project", doing: "submit runs to this project" };
/// The largest polyaxonfile, in bytes.
const LARGEST_FILE: usize = 1024 * 1024;

/// A run that is about to be.
pub(super) struct Draft {
    pub(super) id: RunId,
    pub(super) organization_id: OrganizationId,
    pub(super) project: Project,
    pub(super) content: String,
    pub(super) params: BTreeMap<String, String>,
    /// Instead of the file's.
    pub(super) name: Option<String>,
    /// Instead of the file's.
    pub(super) description: Option<String>,
    /// Besides the file's.
    pub(super) tags: Vec<String>,
    pub(super) original: Option<(RunId, CloningKind)>,
    pub(super) managed_by: ManagedBy,
    pub(super) meta_info: Map<String, Value>,
    pub(super) created_at: Timestamp,
}

/// Submits a run. Nothing is stored of a polyaxonfile that has a problem.
pub async fn submit(platform: &Platform, actor: &Actor, request: SubmitRun) -> Result<RunSummary, ApiError> {
    let checked = check(platform, actor, request).await?;
    store(platform, actor, checked, |_, summary| Ok(summary.clone())).await
}

/// The same; answers what [`super::record`] does.
pub async fn submit_recorded(platform: &Platform, actor: &Actor, request: SubmitRun) -> Result<RunRecord, ApiError> {
    let checked = check(platform, actor, request).await?;
    let user = actor.user_id;
    let record = store(platform, actor, checked, move |conn, run| RunRecord::read(conn, user, run.id)).await?;
    record.ok_or_else(|| ApiError::not_found(NOUN))?.shown(actor)
}

async fn check(platform: &Platform, actor: &Actor, request: SubmitRun) -> Result<Checked, ApiError> {
    let id = RunId::from_uuid(platform.inner.ids.next(platform.now()));
    let pending = request.pending;
    let draft = draft(platform, actor, request, id).await?;
    let mut checked = if draft.content.trim().is_empty() {
        Checked { new: bare(actor, draft), warnings: Vec::new(), pending: None }
    } else {
        compile(platform, actor, draft).await?
    };
    checked.pending = pending.or(checked.pending);
    Ok(checked)
}

/// What is asked for, as far as it can be told without compiling.
pub(super) async fn draft(platform: &Platform, actor: &Actor, request: SubmitRun, id: RunId) -> Result<Draft, ApiError> {
    let project = projects::find(platform, actor, &request.organization, &request.project).await?;
    need(actor, project.organization_id, &SUBMIT)?;
    projects::takes_runs(&project)?;

    if request.content.len() > LARGEST_FILE {
        return Err(ApiError::new(ErrorCode::TooLarge, "the polyaxonfile is larger than 1 MiB")
            .with_hint("a polyaxonfile says what to run; keep code and data beside it"));
    }
    let mut fields = Fields::default();
    let elsewhere = request.managed_by != ManagedBy::Agent;
    if request.content.trim().is_empty() && !elsewhere {
        fields.refuse("content", "is missing: paste a polyaxonfile, or upload one");
    } else if request.content.contains('\0') {
        fields.refuse("content", "has a NUL character, which no text file has");
    }
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let name = given(request.name).map(|name| fields.line("name", &name));
    let description = given(request.description).map(|description| fields.line("description", &description));
    let tags = fields.tags("tags", &request.tags);
    let meta_info = fields.notes("meta_info", request.meta_info);
    fields.finish()?;
    Ok(Draft {
        id,
        organization_id: project.organization_id,
        project,
        content: request.content,
        params: request.params,
        name,
        description,
        tags,
        original: None,
        managed_by: request.managed_by,
        meta_info,
        created_at: platform.now(),
    })
}

/// A run as it will be stored.
pub(super) struct Checked {
    pub(super) new: NewRun,
    warnings: Vec<Problem>,
    /// What it waits for before it is queued.
    pub(super) pending: Option<Pending>,
}

/// Compiles a draft. A run that is to be approved waits for that.
pub(super) async fn compile(platform: &Platform, actor: &Actor, draft: Draft) -> Result<Checked, ApiError> {
    let options = &platform.inner.options;
    let mut globals = globals(&draft, actor, &options.artifacts_root, &options.cluster);
    let (user_id, cluster) = (actor.user_id, options.cluster.clone());
    let message = message(&draft, actor);
    blocking(move || {
        if globals.name.is_empty() {
            globals.name = spec::check(&draft.content).outline.map(|outline| outline.name).unwrap_or_default();
        }
        let Compiled { mut plan, mut operation, warnings } =
            spec::compile(&draft.content, &draft.params, &globals).map_err(ApiError::problems)?;
        if let Some(name) = draft.name.filter(|name| *name != plan.name) {
            set(&mut operation, "name", name.as_str());
            plan.name = name;
        }
        if let Some(description) = draft.description.filter(|description| *description != plan.description) {
            set(&mut operation, "description", description.as_str());
            plan.description = description;
        }
        for tag in draft.tags {
            if !plan.tags.contains(&tag) {
                plan.tags.push(tag);
            }
        }
        if !plan.tags.is_empty() {
            set(&mut operation, "tags", plan.tags.clone());
        }
        let ios = |ios: &[spec::plan::Io]| {
            let io = |io: &spec::plan::Io| IoValue { name: io.name.clone(), kind: io.kind.clone(), value: io.value.clone() };
            ios.iter().map(io).collect()
        };
        let new = NewRun {
            id: draft.id,
            organization_id: draft.organization_id,
            project_id: draft.project.id,
            user_id,
            name: plan.name.clone(),
            description: plan.description.clone(),
            kind: plan.kind.clone(),
            tags: plan.tags.clone(),
            original: draft.original,
            content: draft.content,
            compiled: operation.to_string(),
            inputs: ios(&plan.inputs),
            outputs: ios(&plan.outputs),
            ttl: plan.termination.ttl,
            plan: serde_json::to_string(&plan).map_err(|error| {
                tracing::error!(%error, "a plan can't be written");
                ApiError::new(ErrorCode::Internal, "the run can't be stored")
            })?,
            meta_info: draft.meta_info,
            managed_by: draft.managed_by,
            // What is started elsewhere is on none of our clusters.
            cluster: if draft.managed_by == ManagedBy::Agent { cluster } else { String::new() },
            reason: reason(draft.original).to_owned(),
            message,
            created_at: draft.created_at,
        };
        Ok(Checked { new, warnings, pending: (!plan.is_approved).then_some(Pending::Approval) })
    })
    .await?
}

/// A run that is started elsewhere, of which only what its client says is known.
fn bare(actor: &Actor, draft: Draft) -> NewRun {
    let message = message(&draft, actor);
    NewRun {
        id: draft.id,
        organization_id: draft.organization_id,
        project_id: draft.project.id,
        user_id: actor.user_id,
        name: draft.name.unwrap_or_default(),
        description: draft.description.unwrap_or_default(),
        kind: "job".to_owned(),
        tags: draft.tags,
        original: draft.original,
        content: String::new(),
        compiled: String::new(),
        plan: String::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        meta_info: draft.meta_info,
        managed_by: draft.managed_by,
        cluster: String::new(),
        ttl: None,
        reason: reason(draft.original).to_owned(),
        message,
        created_at: draft.created_at,
    }
}

fn set(operation: &mut Value, field: &str, value: impl Into<Value>) {
    if let Value::Object(fields) = operation {
        fields.insert(field.to_owned(), value.into());
    }
}

fn reason(original: Option<(RunId, CloningKind)>) -> &'static str {
    match original {
        None => "Submitted",
        Some((_, CloningKind::Restart)) => "Restarted",
        Some((_, CloningKind::Copy)) => "Copied",
    }
}

fn message(draft: &Draft, actor: &Actor) -> String {
    let from = draft.original.map(|(original, _)| format!(" from {}", original.short())).unwrap_or_default();
    format!("{}{from} by {}", reason(draft.original).to_lowercase(), actor.username)
}

/// What templates can ask about the run.
pub(super) fn globals(draft: &Draft, actor: &Actor, artifacts_root: &Path, cluster: &str) -> Globals {
    let text = |path: &Path| path.display().to_string();
    let folder = artifacts_root.join(draft.id.to_string());
    Globals {
        owner_name: draft.project.organization.clone(),
        project_name: draft.project.name.clone(),
        project_uuid: draft.project.id.to_string(),
        username: actor.username.clone(),
        user_email: actor.email.clone().unwrap_or_default(),
        uuid: draft.id.to_string(),
        name: draft.name.clone().unwrap_or_default(),
        namespace: cluster.to_owned(),
        context_path: text(artifacts_root.parent().unwrap_or(artifacts_root)),
        artifacts_path: text(artifacts_root),
        run_artifacts_path: text(&folder),
        run_outputs_path: text(&folder.join("outputs")),
        run_relative_outputs_path: format!("{}/outputs", draft.id),
        store_path: text(artifacts_root),
        created_at: draft.created_at.to_string(),
        compiled_at: draft.created_at.to_string(),
        cloning_kind: draft.original.map(|(_, kind)| kind.as_str().to_owned()).unwrap_or_default(),
        original_uuid: draft.original.map(|(original, _)| original.to_string()).unwrap_or_default(),
    }
}

/// Stores the run and puts it into the queue, all or nothing; the answer is read before anything else happens to it.
pub(super) async fn store<T: Send + 'static>(
    platform: &Platform,
    actor: &Actor,
    Checked { new, warnings, pending }: Checked,
    answer: impl FnOnce(&mut Conn, &RunSummary) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ApiError> {
    let stored = platform.db().try_write(move |conn| {
        let summary = store_in(conn, new, &warnings, pending)?;
        let answer = answer(conn, &summary)?;
        Ok::<_, ApiError>((summary, answer))
    });
    let (summary, answer) = stored.await?;
    if summary.managed_by == ManagedBy::Agent {
        platform.doorbell().ring();
    }
    let project = format_args!("{}/{}", summary.organization, summary.project).to_string();
    tracing::info!(user = %actor.username, run = %summary.id, project, "run submitted");
    Ok(answer)
}

fn store_in(conn: &mut Conn, new: NewRun, warnings: &[Problem], pending: Option<Pending>) -> Result<RunSummary, ApiError> {
    // It may have been archived or deleted since it was looked at.
    let project = places::find_by_id(conn, new.project_id)?.ok_or_else(|| ApiError::not_found("project"))?;
    projects::takes_runs(&project)?;
    let (run, at, cluster, managed_by) = (new.id, new.created_at, new.cluster.clone(), new.managed_by);
    let summary = runs::insert(conn, new)?;
    if managed_by != ManagedBy::Agent {
        return Ok(summary);
    }
    let (reason, message) = match pending {
        None => ("Compiled", compiled_message(warnings)),
        Some(Pending::Upload) => (Pending::Upload.reason(), "waits until its files are uploaded".to_owned()),
        Some(Pending::Approval) => (Pending::Approval.reason(), "waits until somebody approves it".to_owned()),
    };
    let compiled = Condition { status: Status::Compiled, reason: reason.into(), message, at };
    let summary = advance(conn, run, Status::Created, compiled)?;
    if pending.is_some() { Ok(summary) } else { advance(conn, run, Status::Compiled, queued(&cluster, at)) }
}

/// It waits for a place.
pub(super) fn queued(cluster: &str, at: Timestamp) -> Condition {
    let message = format!("waits for a place on `{cluster}`");
    Condition { status: Status::Queued, reason: "Queued".into(), message, at }
}

fn compiled_message(warnings: &[Problem]) -> String {
    match warnings {
        [] => "its polyaxonfile is understood and every value is known".to_owned(),
        [one] => format!("its polyaxonfile is understood, with a warning: {one}"),
        [first, rest @ ..] => format!("its polyaxonfile is understood, with {} warnings; the first: {first}", rest.len() + 1),
    }
}

fn advance(conn: &mut Conn, run: RunId, from: Status, next: Condition) -> Result<RunSummary, ApiError> {
    match runs::transition(conn, run, &[from], next)? {
        Transition::Done(summary) => Ok(summary),
        Transition::NotAllowed(_) | Transition::NotFound => Err(ApiError::not_found(NOUN)),
    }
}
