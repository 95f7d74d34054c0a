//! The pages: rendered here, by `app`, for whoever asks.

use std::sync::LazyLock;

use app::{
    context::{FormState, RequestContext},
    functions::handover::Handover,
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use leptos::{
    prelude::{LeptosOptions, provide_context, use_context, use_nonce},
    server_fn::axum::server_fn_paths,
};
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, ResponseOptions, generate_route_list_with_exclusions};

use super::{Edge, failures, headers, visitors::Visitor};

/// Adds a route for every page of `app`.
pub(crate) fn add(routes: Router<Edge>, edge: &Edge) -> Router<Edge> {
    let context = {
        let edge = edge.clone();
        move || provide(&edge, &Answer::default())
    };
    let shell = {
        let options = edge.leptos.clone();
        move || app::shell(options.clone())
    };
    routes.leptos_routes_with_context(edge, LIST.clone(), context, shell)
}

/// Every page. Server functions are excluded: leptos would serve them past our own handler.
///
/// Made once, before any page is rendered: while leptos makes it, no resource of the whole process loads, and one that was asked for
/// then never does (leptos issue 4773).
pub(crate) static LIST: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| {
    let functions = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    generate_route_list_with_exclusions(app::App, Some(functions))
});

/// What a page answers besides its address.
#[derive(Clone, Default)]
pub(crate) struct Answer {
    /// The form on it that failed, or was tried out.
    pub(crate) form: Option<FormState>,
    /// Its path and query, when the request was made to another address.
    pub(crate) page: Option<String>,
    /// What the form on it made.
    pub(crate) made: Handover,
}

/// What `app` knows while it answers one request.
pub(crate) fn provide(edge: &Edge, answer: &Answer) {
    let visitor = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Visitor>().cloned());
    let (actor, client) = visitor.map_or_else(|| (None, "unknown".to_owned()), |visitor| (visitor.actor, visitor.client));
    if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce())
        && let Ok(policy) = HeaderValue::from_str(&headers::page_policy(&nonce))
    {
        options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    let id = use_context::<Parts>().and_then(|parts| failures::request_id(&parts.headers));
    let Answer { form, page, made } = answer.clone();
    provide_context(made);
    let request = RequestContext { id, actor, client, secure_cookie: edge.door.behind_tls, form, page };
    app::context::provide(edge.platform.clone(), request);
}

/// The page for an address that is none.
pub(crate) async fn not_found(State(edge): State<Edge>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut response = again(&edge, parts, Answer::default()).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// The page of this request, rendered as an answer to something else.
pub(crate) async fn again(edge: &Edge, page: Parts, answer: Answer) -> Response {
    let options: LeptosOptions = edge.leptos.clone();
    let context = {
        let edge = edge.clone();
        move || {
            provide_context(edge.leptos.clone());
            provide(&edge, &answer);
        }
    };
    let page = Request::from_parts(page, Body::empty());
    leptos_axum::render_app_async_with_context(context, move || app::shell(options.clone()))(page).await.into_response()
}
