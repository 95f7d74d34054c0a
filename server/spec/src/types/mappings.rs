//! Types whose values are mappings with fields of their own.

use serde_json::{Map, Value};

use super::Type::{
    self, Artifacts, Auth, Dict, Dockerfile, Event, File, Gcs, Git, Image, Metadata, S3, Tensorboard, Uri, Wasb,
};
use crate::reader::shortened;

/// The fields a mapping of this type needs, and those it may have besides (`None`: any).
pub(super) fn fields_of(kind: Type) -> Option<(&'static [&'static str], Option<&'static [&'static str]>)> {
    let (required, optional): (&[&str], Option<&[&str]>) = match kind {
        Dict | Metadata => (&[], None),
        Uri => (&["host"], Some(&["user", "password"])),
        Auth => (&["user"], Some(&["password"])),
        Gcs => (&["bucket"], Some(&["blob"])),
        S3 => (&["bucket"], Some(&["key"])),
        Wasb => (&["container", "storageAccount"], Some(&["storage_account", "path"])),
        Git => (&[], Some(&["url", "revision", "flags"])),
        Image => (&["name"], Some(&["connection"])),
        Event => (&[], Some(&["name", "kind"])),
        Artifacts => (&[], Some(&["files", "dirs", "workers"])),
        File => (&["content"], Some(&["kind", "filename", "chmod"])),
        Tensorboard => (&[], Some(&["port", "uuids", "useNames", "pathPrefix", "plugins"])),
        Dockerfile => (
            &["image"],
            Some(&[
                "env",
                "path",
                "copy",
                "postRunCopy",
                "run",
                "langEnv",
                "uid",
                "gid",
                "username",
                "filename",
                "workdir",
                "workdirPath",
                "shell",
            ]),
        ),
        _ => return None,
    };
    Some((required, optional))
}

/// `Err` says which field is missing or unknown.
pub(super) fn has_fields(fields: &Map<String, Value>, required: &[&str], optional: Option<&[&str]>) -> Result<(), String> {
    if let Some(missing) = required.iter().find(|name| !fields.contains_key(**name)) {
        return Err(format!("`{missing}` is missing"));
    }
    let Some(optional) = optional else { return Ok(()) };
    match fields.keys().find(|name| !required.contains(&name.as_str()) && !optional.contains(&name.as_str())) {
        Some(unknown) => Err(format!("unknown field `{}`", shortened(unknown))),
        None => Ok(()),
    }
}
