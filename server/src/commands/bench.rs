//! `orrery bench`: a database with many runs, to measure with.

use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Args;
use domain::{Scope, projects::NewProject, tokens::NewToken, users::NewUser};
use store::bench::{self, Owner};

use super::{open_platform, say};
use crate::config::Settings;

#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// How many runs
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    runs: u64,
    #[command(flatten)]
    settings: Settings,
}

/// Makes them in a database that has nobody yet, as the project `default/bench` of the user `bench`; an API token is the last line printed.
pub(crate) async fn run(options: Bench) -> anyhow::Result<()> {
    let platform = open_platform(&options.settings).await?;
    let password = uuid::Uuid::now_v7().to_string();
    let user = NewUser { username: "bench".into(), email: None, password, is_admin: true };
    let made = platform::users::create(&platform, user).await.map_err(|error| anyhow::anyhow!("{error}"));
    made.context("benchmarks need a database of their own: name an empty folder with --data-dir")?;
    let token = NewToken { name: "bench".into(), scopes: Scope::ALL.to_vec(), expires_in_days: None };
    let token = platform::tokens::create_for(&platform, "bench", token).await?;
    let Some(actor) = platform::tokens::authenticate(&platform, &token.secret).await? else { bail!("the token does not work") };
    let project = NewProject { organization: "default".into(), name: "bench".into(), ..NewProject::default() };
    let project = platform::projects::create(&platform, &actor, project).await?;
    let organization = actor.organizations_with(Scope::RunWrite).pop().context("there is no organization")?;
    let owner = Owner { organization, project: project.id, user: actor.user_id };
    let began = Instant::now();
    bench::fill(platform.db(), owner, options.runs, platform::system_clock()).await?;
    say(&format!("made {} runs in {:.1} s", options.runs, began.elapsed().as_secs_f64()))?;
    say(&token.secret)
}
