//! The document that describes REST v1, in `OpenAPI` 3.1.
//!
//! What is particular to a handler stands beside it (`utoipa::path`), and the same annotation makes its route, so that the two can't
//! differ. What is the same for all is added here: the parts of the path, who may come in, and how errors look.

use std::sync::LazyLock;

use axum::response::IntoResponse;
use http::header;
use utoipa::{
    ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, Required,
        ResponseBuilder, SecurityRequirement, Type,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        security::{Http, HttpAuthScheme, SecurityScheme},
        tag::TagBuilder,
    },
};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{Edge, files, parts};
use crate::http::access::{self, Access};

/// How whoever asks shows who they are.
const TOKEN: &str = "token";
const ERROR: &str = "Error";
const REFUSED: &str = "Refused";
const AWAY: &str = "Away";

/// What somebody is told whose request is refused.
///
/// Under the name of each field that is wrong there is a list of messages besides.
#[derive(ToSchema)]
#[expect(dead_code, reason = "`Refusal` writes it, with the names of the fields")]
struct Error {
    /// What happened.
    detail: String,
    /// What to do about it.
    hint: Option<String>,
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, body = Object)))]
pub(super) async fn openapi() -> impl IntoResponse {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())
}

/// All of it.
pub(crate) fn document() -> OpenApi {
    let mut document = empty();
    let mut tags = Vec::new();
    for (tag, about, routes) in parts().into_iter().chain([files()]) {
        tags.push(TagBuilder::new().name(tag).description(Some(about)).build());
        let mut part = routes.into_openapi();
        for (path, item) in &mut part.paths.paths {
            item.parameters = Some(parameters(path).into_iter().map(Into::into).collect());
            for operation in operations(item) {
                complete(operation, tag, path);
            }
            // Here it does what PATCH does.
            if let Some(put) = &mut item.put {
                put.operation_id = put.operation_id.take().map(|id| format!("{id}_put"));
            }
        }
        document.merge(part);
    }
    document.tags = Some(tags);
    document
}

fn empty() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Orrery")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The paths and objects of Polyaxon's API, so that its clients work here. A token of `Account → API tokens` goes into \
             `Authorization: Bearer …`.",
        ))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let refused = |about: &str| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ERROR))).build();
        ResponseBuilder::new().description(about).content("application/json", content).build()
    };
    let components = ComponentsBuilder::new()
        .schema_from::<Error>()
        .response(REFUSED, refused("The request is wrong, or not allowed"))
        .response(AWAY, refused("Something that Orrery needs is away: try again"))
        .security_scheme(TOKEN, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// Adds what is the same for all operations.
fn complete(operation: &mut Operation, tag: &str, path: &str) {
    operation.tags = Some(vec![tag.to_owned()]);
    operation.operation_id = operation.operation_id.take().map(|name| format!("{tag}_{name}"));
    if access::of(path) == Access::SignedIn {
        operation.security = Some(vec![SecurityRequirement::new(TOKEN, Vec::<String>::new())]);
    }
    let responses = &mut operation.responses.responses;
    responses.insert("4XX".to_owned(), Ref::from_response_name(REFUSED).into());
    responses.insert("503".to_owned(), Ref::from_response_name(AWAY).into());
}

/// The parts of a path that stand for something.
fn parameters(path: &str) -> Vec<Parameter> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(meaning(name))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build()
    };
    names.map(parameter).collect()
}

fn meaning(part: &str) -> Option<&'static str> {
    Some(match part {
        "owner" => "The organization",
        "project" => "The project's name",
        "uuid" => "An id: 32 hexadecimal digits, with or without dashes",
        "namespace" => "Anything: runs are found without",
        "kind" => "What was logged: `metric`, `image`, `html` …",
        "name" => "The artifact's name",
        _ => return None,
    })
}

/// The same routes at a second address, whose last part is this.
pub(super) fn under_as_well(last: &str, mut routes: UtoipaMethodRouter<Edge>) -> UtoipaMethodRouter<Edge> {
    let second = routes.1.paths.iter().next().and_then(|(path, item)| {
        let (folder, _) = path.rsplit_once('/')?;
        let mut item = item.clone();
        for operation in operations(&mut item) {
            operation.operation_id = operation.operation_id.take().map(|name| format!("{name}_{last}"));
        }
        Some((format!("{folder}/{last}"), item))
    });
    routes.1.paths.extend(second);
    routes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_says_all_of_every_operation() {
        let mut document = document();
        let mut ids = BTreeSet::new();
        for item in document.paths.paths.values_mut() {
            for operation in operations(item) {
                let id = operation.operation_id.clone().unwrap_or_default();
                assert!(ids.insert(id.clone()), "{id} is there twice");
                assert!(operation.summary.as_ref().is_some_and(|text| text.ends_with('.')), "{id} says nothing");
                assert!(operation.responses.responses.len() > 2, "{id} has no answer");
            }
        }
        insta::assert_yaml_snapshot!(document);
    }
}
