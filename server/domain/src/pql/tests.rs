mod chips;
mod errors;
mod operations;
mod properties;
mod structure;
mod times;

use super::*;

/// The canonical text, or the error as a person sees it.
fn read(text: &str) -> String {
    match parse(text) {
        Ok(query) => {
            let canonical = query.to_string();
            assert_eq!(parse(&canonical), Ok(query), "{text} -> {canonical}");
            canonical
        }
        Err(error) => {
            assert!(text.get(error.start..error.end).is_some(), "{text}: {error:?}");
            assert!(!error.message.ends_with('.') && !error.message.is_empty(), "{error}");
            format!("error at {}: {}", &text[error.start..error.end], error.message)
        }
    }
}

/// Every field with its family, as the reference lists them.
const FIELDS: [(&str, Family, &str); 36] = [
    ("id", Family::Search, "id"),
    ("uid", Family::Search, "id"),
    ("uuid", Family::Search, "id"),
    ("name", Family::Search, "name"),
    ("description", Family::Search, "description"),
    ("status", Family::Value, "status"),
    ("kind", Family::Value, "kind"),
    ("runtime", Family::Value, "runtime"),
    ("project", Family::Value, "project"),
    ("project.name", Family::Value, "project"),
    ("user", Family::Value, "user"),
    ("owner", Family::Value, "user"),
    ("tags", Family::Value, "tags"),
    ("created_at", Family::DateTime, "created_at"),
    ("updated_at", Family::DateTime, "updated_at"),
    ("started_at", Family::DateTime, "started_at"),
    ("finished_at", Family::DateTime, "finished_at"),
    ("duration", Family::Scalar, "duration"),
    ("wait_time", Family::Scalar, "wait_time"),
    ("original", Family::Value, "original"),
    ("original.uuid", Family::Value, "original"),
    ("cloning_kind", Family::Value, "cloning_kind"),
    ("live_state", Family::Value, "live_state"),
    ("is_managed", Family::Value, "is_managed"),
    ("managed_by", Family::Value, "managed_by"),
    ("pending", Family::Value, "pending"),
    ("params.lr", Family::Value, "in.lr"),
    ("inputs.lr", Family::Value, "in.lr"),
    ("in.lr", Family::Value, "in.lr"),
    ("in.\"a b\"", Family::Value, "in.\"a b\""),
    ("outputs.auc", Family::Value, "out.auc"),
    ("out.auc", Family::Value, "out.auc"),
    ("metrics.loss", Family::Scalar, "metrics.loss"),
    ("metrics.val/loss", Family::Scalar, "metrics.val/loss"),
    ("metrics._1", Family::Scalar, "metrics._1"),
    ("metrics.\"läss\"", Family::Scalar, "metrics.läss"),
];

/// Two values that the field takes.
fn values(field: &str, family: Family) -> [&'static str; 2] {
    match (field, family) {
        ("status", _) => ["failed", "stopped"],
        ("cloning_kind", _) => ["restart", "copy"],
        ("is_managed", _) => ["true", "false"],
        ("original", _) => ["018f0000000070008000000000000000", "018f0000000070008000000000000001"],
        (_, Family::Scalar) => ["0.5", "-12"],
        (_, Family::DateTime) => ["2026-11-24", "2026-12-01 05:03"],
        _ => ["foo", "bar b"],
    }
}
