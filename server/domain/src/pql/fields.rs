//! The fields a query may name.

use std::fmt;

use super::terms::literal;

/// Which operations a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A word: `a`, `a|b`, comparisons.
    Value,
    /// A text: `a`, `a|b`, patterns.
    Search,
    /// A number: `1`, comparisons.
    Scalar,
    /// A point in time: a day or a time, comparisons, ranges.
    DateTime,
}

impl Family {
    /// What it takes, for messages.
    pub(super) const fn allowed(self) -> &'static str {
        match self {
            Self::Value => "a value, a list `a|b`, a comparison `<` `<=` `>` `>=`, or `nil`",
            Self::Search => "a value, a list `a|b`, a pattern `%a` `a%` `%a%`, or `nil`",
            Self::Scalar => "a number, a comparison `<` `<=` `>` `>=`, or `nil`",
            Self::DateTime => "a date, a comparison `<` `<=` `>` `>=`, a range `a .. b`, or `nil`",
        }
    }
}

macro_rules! fields {
    ($($variant:ident = $name:literal $(| $alias:literal)*: $family:ident, $doc:literal);* $(;)?) => {
        /// What a condition is about.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Field {
            $(#[doc = $doc] $variant,)*
            /// The value of the input of this name.
            Input(String),
            /// The value of the output of this name.
            Output(String),
            /// The last value of the metric of this name.
            Metric(String),
        }

        impl Field {
            /// The names of the fields, as messages and suggestions list them.
            pub const NAMES: &[&str] = &[$($name,)* "in.<name>", "out.<name>", "metrics.<name>"];

            /// Which operations it takes.
            pub const fn family(&self) -> Family {
                match self {
                    $(Self::$variant => Family::$family,)*
                    Self::Input(_) | Self::Output(_) => Family::Value,
                    Self::Metric(_) => Family::Scalar,
                }
            }

            /// The field of a name without a dot.
            pub(super) fn plain(name: &str) -> Option<Self> {
                match name {
                    $($name $(| $alias)* => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        /// Its canonical name.
        impl fmt::Display for Field {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let (group, name) = match self {
                    $(Self::$variant => return f.write_str($name),)*
                    Self::Input(name) => ("in", name),
                    Self::Output(name) => ("out", name),
                    Self::Metric(name) => ("metrics", name),
                };
                write!(f, "{group}.")?;
                if !name.is_empty() && name.chars().all(is_part) { f.write_str(name) } else { f.write_str(&literal(name, true)) }
            }
        }

        /// What [`Field::plain`] knows, to find out what was meant.
        const PLAIN: &[&str] = &[$($name, $($alias,)*)*];
    };
}

fields! {
    Id = "id" | "uid" | "uuid": Search, "The run's id.";
    Name = "name": Search, "Its name.";
    Description = "description": Search, "What its polyaxonfile says of it.";
    Status = "status": Value, "Where it is in its life.";
    Kind = "kind": Value, "`job` for now.";
    Runtime = "runtime": Value, "What runs it; the kind of a run that has no parts.";
    Project = "project": Value, "The project's name.";
    User = "user" | "owner": Value, "Who submitted it.";
    Tags = "tags": Value, "One of its tags.";
    CreatedAt = "created_at": DateTime, "When it was submitted.";
    UpdatedAt = "updated_at": DateTime, "When its status last changed.";
    StartedAt = "started_at": DateTime, "When it first had a process or a pod.";
    FinishedAt = "finished_at": DateTime, "When it was done.";
    Duration = "duration": Scalar, "For how many seconds it has run.";
    WaitTime = "wait_time": Scalar, "For how many seconds it waited before it started.";
    Original = "original": Value, "The id of the run it is a clone of.";
    CloningKind = "cloning_kind": Value, "How it came from its original.";
    LiveState = "live_state": Value, "`live` or `archived`.";
    IsManaged = "is_managed": Value, "Whether something starts and watches it; `true` or `false`.";
    ManagedBy = "managed_by": Value, "What starts and watches it.";
    Pending = "pending": Value, "What it waits for a person to do: `approval`, `upload`.";
}

/// Fields of Polyaxon's that Orrery holds nothing for yet.
const NOT_HELD: [&str; 29] = [
    "agent",
    "artifacts",
    "artifacts_store",
    "backend",
    "commit",
    "component_state",
    "connections",
    "contributors",
    "controller",
    "cost",
    "cpu",
    "custom",
    "downstream",
    "framework",
    "gpu",
    "in_artifact_kind",
    "memory",
    "meta_flags",
    "meta_info",
    "meta_values",
    "mine",
    "namespace",
    "out_artifact_kind",
    "pipeline",
    "queue",
    "schedule_at",
    "state",
    "teams",
    "upstream",
];

/// Groups of fields that are told apart by what follows the dot.
const GROUPS: [&str; 6] = ["params", "inputs", "in", "outputs", "out", "metrics"];

/// Why a name is not a field's, and what to do.
pub(super) type Refusal = (String, String);

impl Field {
    /// The field of this name and of what follows its dot.
    pub(super) fn find(name: &str, part: Option<String>) -> Result<Self, Refusal> {
        let field = match (name, part) {
            ("params" | "inputs" | "in", Some(part)) => Some(Self::Input(part)),
            ("outputs" | "out", Some(part)) => Some(Self::Output(part)),
            ("metrics", Some(part)) => Some(Self::Metric(part)),
            (_, None) if GROUPS.contains(&name) => {
                let fix = format!("`{name}.lr:~nil` finds the runs that have `lr`");
                return Err((format!("`{name}` needs the name of one: `{name}.lr`"), fix));
            }
            // The part that Polyaxon takes when none is given.
            ("project", Some(part)) if part == "name" => Some(Self::Project),
            ("original", Some(part)) if part == "uuid" => Some(Self::Original),
            (_, None) => Self::plain(name),
            (_, Some(_)) if Self::plain(name).is_some() => {
                return Err((format!("`{name}` has no parts"), format!("write `{name}:` and a value")));
            }
            (_, Some(_)) => None,
        };
        field.ok_or_else(|| Self::refuse(name))
    }

    fn refuse(name: &str) -> Refusal {
        let known = || format!("fields are {}", Self::NAMES.join(", "));
        if NOT_HELD.contains(&name) {
            return (format!("Orrery does not hold `{name}` of a run yet"), known());
        }
        let meant = spec::names::closest(name, PLAIN.iter().chain(&GROUPS).copied());
        let fix = meant.map_or_else(known, |meant| format!("did you mean `{meant}`?"));
        (format!("there is no field `{}`", super::errors::shown(name)), fix)
    }
}

/// What may follow a field's dot without quotes.
pub(super) fn is_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '/')
}
