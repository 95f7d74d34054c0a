//! Data from the server: shown when it is there, and when it can't be had, why.

use domain::{ApiError, ErrorCode};
use leptos::{prelude::*, tachys::reactive_graph::OwnedView};
use leptos_router::hooks::use_location;

use super::{
    button::{ButtonLink, Variant},
    form::sentence,
};
use crate::{functions::FnError, routes};

/// What a resource holds, once it is there. The server waits for it; in the browser the old content stays until the new is there.
#[component]
pub fn Load<T, V>(
    /// A blocking one, so that the page is complete when it is sent.
    resource: Resource<Result<T, FnError>>,
    /// Shows it.
    children: V,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    once_loaded(resource, move |loaded| match loaded {
        Ok(value) => children(value),
        Err(error) => view! { <ErrorPage error=error.0 /> }.into_any(),
    })
}

/// Shows what a resource holds, or why it can't be had. What is shown stays alive until it is replaced: by itself, the effect around
/// would dispose of its signals as soon as newer data is asked for, while what is still on the page goes on reading them.
pub(crate) fn once_loaded<T>(
    resource: Resource<Result<T, FnError>>,
    show: impl Fn(Result<T, FnError>) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition>
            {
                let around = Owner::current().unwrap_or_default();
                move || {
                    let (around, show) = (around.clone(), show.clone());
                    Suspend::new(async move {
                        let loaded = resource.await;
                        let owner = around.child();
                        let view = owner.with(|| show(loaded));
                        OwnedView::new_with_owner(view, owner).into_any()
                    })
                }
            }
        </Transition>
    }
    .into_any()
}

/// An error in place of a page: what happened, what to do. On the server the page is answered with the error's status.
#[component]
pub fn ErrorPage(
    /// What happened.
    error: ApiError,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&error);
    error_view(error)
}

/// The words of an [`ErrorPage`], without its status.
pub(crate) fn error_view(error: ApiError) -> AnyView {
    let location = use_location();
    let action = match error.code {
        ErrorCode::Unauthenticated => {
            let here = location.pathname.get_untracked();
            view! { <a class="btn btn-primary" href=format!("/login?next={here}") rel="external">"Sign in"</a> }.into_any()
        }
        ErrorCode::Unavailable | ErrorCode::Internal | ErrorCode::RateLimited => {
            view! { <a class="btn btn-primary" href="" rel="external">"Try again"</a> }.into_any()
        }
        _ => view! { <ButtonLink href=routes::HOME variant=Variant::Plain>"Go home"</ButtonLink> }.into_any(),
    };
    view! {
        <div class="empty" role="alert">
            <p class="error-code num">{error.code.http_status()}</p>
            <h1 class="empty-title">{sentence(&error.message)}</h1>
            {error.hint.map(|hint| view! { <p class="empty-text">{sentence(&hint)}</p> })}
            <div class="row empty-actions">{action}</div>
            {error.request.map(|id| view! { <p class="muted">"Request " <span class="mono">{id.to_string()}</span></p> })}
        </div>
    }
    .into_any()
}
