//! The settings: each a flag and an environment variable, listed by `orrery config`.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use anyhow::{Context as _, bail};
use clap::{ArgMatches, Args, Command, ValueEnum, parser::ValueSource};
use store::DatabaseUrl;

/// The prefix of every setting's environment variable.
const PREFIX: &str = "ORRERY_";

/// Every setting. A flag wins over the environment, the environment over the default.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where Orrery keeps its database, logs, artifacts and runs [default: ~/.local/share/orrery]
    #[arg(long, env = "ORRERY_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// The address to serve on
    #[arg(long, env = "ORRERY_LISTEN", value_name = "ADDR:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    pub(crate) listen: SocketAddr,

    /// The database: `postgres://user:password@host/name`, or `sqlite:PATH` [default: sqlite in the data directory]
    #[arg(long, env = "ORRERY_DATABASE_URL", value_name = "URL", hide_env_values = true, value_parser = database_url)]
    database_url: Option<DatabaseUrl>,

    /// The address people and runs reach Orrery at [default: http:// and the listen address]
    #[arg(long, env = "ORRERY_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,

    /// TLS ends at a proxy in front, which sets X-Forwarded-For: secure cookies, and any listen address is fine
    #[arg(long, env = "ORRERY_BEHIND_TLS", value_name = "true|false", num_args = 0..=1, default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub(crate) behind_tls: bool,

    /// Serve on an address other machines reach, without TLS: passwords and logs cross the network in the clear
    #[arg(long, env = "ORRERY_ALLOW_INSECURE", value_name = "true|false", num_args = 0..=1, default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    allow_insecure: bool,

    /// How many runs the local runtime runs at once, 1 to 1024 [default: the processor's cores]
    #[arg(long, env = "ORRERY_LOCAL_SLOTS", value_name = "N", value_parser = slots)]
    local_slots: Option<u32>,

    /// Seconds between asking a run of the local runtime to end (SIGTERM) and ending it (SIGKILL), 0 to 3600
    #[arg(long, env = "ORRERY_LOCAL_GRACE", value_name = "SECONDS", default_value = "10", value_parser = grace)]
    pub(crate) local_grace: u32,

    /// Where the built pages are [default: `site` beside the binary or one folder up]
    #[arg(long, env = "ORRERY_SITE_DIR", value_name = "DIR")]
    site_dir: Option<PathBuf>,

    /// What to log: a level, or `target=level` pairs separated by commas
    #[arg(long, env = "ORRERY_LOG", value_name = "FILTER", default_value = "info", value_parser = log_filter)]
    pub(crate) log: String,

    /// How to log
    #[arg(long, env = "ORRERY_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

fn allowed(setting: &str, allowed: &str) -> String {
    format!("{PREFIX}{setting} takes {allowed}")
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| allowed("LISTEN", "an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080"))
}

fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    DatabaseUrl::from_str(text).map_err(|error| format!("{error}; {}", allowed("DATABASE_URL", "postgres://… or sqlite:PATH")))
}

fn public_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.map(|rest| rest.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err(allowed("PUBLIC_URL", "http:// or https://, a host and maybe a port, without a path")),
    }
}

fn in_range(text: &str, setting: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| allowed(setting, &format!("a whole number from {} to {}", range.start(), range.end())))
}

fn slots(text: &str) -> Result<u32, String> {
    in_range(text, "LOCAL_SLOTS", 1..=1024)
}

fn grace(text: &str) -> Result<u32, String> {
    in_range(text, "LOCAL_GRACE", 0..=3600)
}

fn log_filter(text: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|_| allowed("LOG", "error, warn, info, debug, trace, or pairs such as info,scheduler=debug"))
}

impl Settings {
    /// The data directory, made if it is missing, for its owner only.
    pub(crate) fn data_dir(&self) -> anyhow::Result<PathBuf> {
        let dir = match (&self.data_dir, std::env::home_dir()) {
            (Some(dir), _) => dir.clone(),
            (None, Some(home)) => home.join(".local/share/orrery"),
            (None, None) => {
                bail!("this user has no home directory; name the data directory with --data-dir or {PREFIX}DATA_DIR")
            }
        };
        let mut builder = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(builder.recursive(true), 0o700);
        builder.create(&dir).with_context(|| format!("can't make the data directory {}", dir.display()))?;
        dir.canonicalize().with_context(|| format!("can't open the data directory {}", dir.display()))
    }

    /// The database.
    pub(crate) fn database_url(&self) -> anyhow::Result<DatabaseUrl> {
        Ok(match &self.database_url {
            Some(url) => url.clone(),
            None => DatabaseUrl::Sqlite(self.data_dir()?.join("orrery.db")),
        })
    }

    /// The address people and runs reach Orrery at, without a slash at the end.
    pub(crate) fn public_url(&self, bound: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{bound}"))
    }

    /// How many runs the local runtime runs at once.
    pub(crate) fn local_slots(&self) -> u32 {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.local_slots.unwrap_or_else(|| u32::try_from(cores()).unwrap_or(u32::MAX))
    }

    /// Refuses to put passwords on a network in the clear unless that was asked for.
    pub(crate) fn check_exposure(&self) -> anyhow::Result<()> {
        if self.listen.ip().is_loopback() || self.behind_tls || self.allow_insecure {
            return Ok(());
        }
        bail!(
            "{PREFIX}LISTEN is {}, which other machines can reach, and nothing here encrypts what they send.\n  \
             Allowed: a loopback address such as 127.0.0.1:{}; or --behind-tls when a proxy in front ends TLS;\n  \
             or --allow-insecure on a network where everyone may read passwords and logs",
            self.listen,
            self.listen.port()
        )
    }

    /// Where the built pages are.
    pub(crate) fn site_dir(&self) -> anyhow::Result<PathBuf> {
        if let Some(dir) = &self.site_dir {
            if dir.join("pkg").is_dir() {
                return Ok(dir.clone());
            }
            bail!(
                "{PREFIX}SITE_DIR is {}, which has no `pkg` folder; it takes the `site` folder that the build made",
                dir.display()
            );
        }
        let binary = std::env::current_exe().context("can't tell where this binary is")?;
        let beside = binary.parent().unwrap_or(Path::new("."));
        let places = [beside.join("site"), beside.join("../site")];
        places.iter().find(|dir| dir.join("pkg").is_dir()).cloned().with_context(|| {
            format!(
                "the built pages are neither at {} nor at {}; build them with `make run`, or name them with {PREFIX}SITE_DIR",
                places[0].display(),
                places[1].display()
            )
        })
    }
}

/// Stops at a variable that looks like a setting and is none: a typo would otherwise be silently ignored.
pub(crate) fn check_environment(command: &Command) -> anyhow::Result<()> {
    let known: Vec<String> = settings(command).into_iter().map(|setting| setting.variable).collect();
    let unknown = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .find(|name| name.starts_with(PREFIX) && !known.contains(name));
    match unknown {
        Some(name) => bail!("{name} is not a setting; the settings are {}", known.join(", ")),
        None => Ok(()),
    }
}

/// One setting, as `orrery config` lists it.
struct Setting {
    id: String,
    variable: String,
    flag: String,
    help: String,
}

fn settings(command: &Command) -> Vec<Setting> {
    command
        .get_arguments()
        .filter_map(|argument| {
            Some(Setting {
                id: argument.get_id().to_string(),
                variable: argument.get_env()?.to_str()?.to_owned(),
                flag: format!("--{}", argument.get_long()?),
                help: argument.get_help()?.to_string(),
            })
        })
        .collect()
}

/// Every setting with its value and where that came from; no secrets.
pub(crate) fn describe(settings_now: &Settings, command: &Command, matches: &ArgMatches) -> anyhow::Result<String> {
    let mut text = String::new();
    for setting in settings(command) {
        let source = match matches.value_source(&setting.id) {
            Some(ValueSource::CommandLine) => "flag",
            Some(ValueSource::EnvVariable) => "environment",
            _ => "default",
        };
        let value = match setting.id.as_str() {
            "data_dir" => settings_now.data_dir()?.display().to_string(),
            "listen" => settings_now.listen.to_string(),
            "database_url" => settings_now.database_url()?.to_string(),
            "public_url" => settings_now.public_url(settings_now.listen),
            "behind_tls" => settings_now.behind_tls.to_string(),
            "allow_insecure" => settings_now.allow_insecure.to_string(),
            "local_slots" => settings_now.local_slots().to_string(),
            "local_grace" => settings_now.local_grace.to_string(),
            "site_dir" => settings_now.site_dir().map_or_else(|_| "not found".to_owned(), |dir| dir.display().to_string()),
            "log" => settings_now.log.clone(),
            "log_format" => format!("{:?}", settings_now.log_format).to_lowercase(),
            _ => String::new(),
        };
        writeln!(text, "{} ({})\n  = {value}  [{source}]\n  {}\n", setting.variable, setting.flag, setting.help)?;
    }
    Ok(text)
}

#[cfg(test)]
pub(crate) mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Harness {
        #[command(flatten)]
        settings: Settings,
    }

    /// The settings that these flags give, or what is said of them.
    pub(crate) fn parse(flags: &[&str]) -> Result<Settings, String> {
        Harness::try_parse_from(std::iter::once("orrery").chain(flags.iter().copied()))
            .map(|harness| harness.settings)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_wrong_value_names_the_setting_and_what_is_allowed() {
        for (flags, expected) in [
            (["--listen", "localhost"], "ORRERY_LISTEN takes an IP address and a port"),
            (["--local-slots", "0"], "ORRERY_LOCAL_SLOTS takes a whole number from 1 to 1024"),
            (["--local-grace", "-1"], "ORRERY_LOCAL_GRACE"),
            (["--public-url", "orrery.example"], "ORRERY_PUBLIC_URL takes http:// or https://"),
            (["--log", "loud=very"], "ORRERY_LOG takes error, warn"),
            (["--database-url", "mysql://x"], "ORRERY_DATABASE_URL takes postgres://"),
            (["--log-format", "xml"], "text, json"),
        ] {
            let error = parse(&[&format!("{}={}", flags[0], flags[1])]).err().unwrap_or_default();
            assert!(error.contains(expected), "{flags:?}: {error}");
        }
    }

    #[test]
    fn an_open_address_needs_tls_or_consent() {
        for (flags, fine) in [
            (&["--listen", "127.0.0.1:1"][..], true),
            (&["--listen", "[::1]:1"], true),
            (&["--listen", "0.0.0.0:1"], false),
            (&["--listen", "0.0.0.0:1", "--behind-tls"], true),
            (&["--listen", "10.0.0.1:1", "--allow-insecure"], true),
        ] {
            let settings = parse(flags).unwrap();
            assert_eq!(settings.check_exposure().is_ok(), fine, "{flags:?}");
        }
    }
}
