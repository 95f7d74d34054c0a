//! `orrery admin`: users and tokens, from the machine itself.

use std::io::Read as _;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use domain::{Scope, tokens::NewToken, users::NewUser};

use super::{open_platform, say};
use crate::config::Settings;

#[derive(Debug, Subcommand)]
pub(crate) enum Admin {
    /// Create a user, and the organization `default` if there is none yet
    CreateUser(CreateUser),
    /// Create an API token for a user; the token is the last line printed
    CreateToken(CreateToken),
}

#[derive(Debug, Args)]
pub(crate) struct CreateUser {
    /// The user's name
    name: String,
    /// May administer the installation, and owns the organization
    #[arg(long)]
    admin: bool,
    /// The user's e-mail address
    #[arg(long)]
    email: Option<String>,
    /// Read the password from standard input: its first line
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(crate) struct CreateToken {
    /// The user's name
    user: String,
    /// What to call the token
    #[arg(long, default_value = "command line")]
    name: String,
    /// What the token may do at most; may be given several times [default: everything its user may]
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<Scope>,
    /// After how many days it stops working, 1 to 3650 [default: never]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
    expires_in_days: Option<u32>,
    #[command(flatten)]
    settings: Settings,
}

pub(crate) async fn run(command: Admin) -> anyhow::Result<()> {
    match command {
        Admin::CreateUser(options) => create_user(options).await,
        Admin::CreateToken(options) => create_token(options).await,
    }
}

/// Longer than any allowed password, so that a wrong file on standard input is not read whole.
const PASSWORD_LIMIT: u64 = 4096;

async fn create_user(options: CreateUser) -> anyhow::Result<()> {
    let mut input = String::new();
    std::io::stdin().take(PASSWORD_LIMIT).read_to_string(&mut input).context("can't read the password from standard input")?;
    let password = input.lines().next().unwrap_or_default().to_owned();
    if password.is_empty() {
        bail!(
            "standard input is empty; pipe the password in: echo \"$PASSWORD\" | orrery admin create-user … --password-stdin"
        );
    }
    let platform = open_platform(&options.settings).await?;
    let user = NewUser { username: options.name, email: options.email, password, is_admin: options.admin };
    let viewer = platform::users::create(&platform, user).await.map_err(explain)?;
    say(&format!("created the user {}", viewer.username))
}

async fn create_token(options: CreateToken) -> anyhow::Result<()> {
    let platform = open_platform(&options.settings).await?;
    let scopes = if options.scopes.is_empty() { Scope::ALL.to_vec() } else { options.scopes };
    let token = NewToken { name: options.name, scopes, expires_in_days: options.expires_in_days };
    let created = platform::tokens::create_for(&platform, &options.user, token).await.map_err(explain)?;
    say(&created.secret)
}

/// The error with its fields and its hint, for a terminal.
fn explain(error: domain::ApiError) -> anyhow::Error {
    let fields = error.fields.iter().filter(|_| error.fields.len() > 1);
    let lines = fields.map(|field| format!("{}: {}", field.field, field.message)).chain(error.hint);
    let text = std::iter::once(error.message).chain(lines).collect::<Vec<_>>().join("\n  ");
    anyhow::anyhow!(text)
}
