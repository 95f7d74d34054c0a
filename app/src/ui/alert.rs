//! A box that says something worth stopping for.

use domain::{ApiError, ErrorCode};
use leptos::prelude::*;

use super::{
    form::sentence,
    icon::{Icon, icon},
};

/// What kind of news it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    /// Worth knowing.
    #[default]
    Info,
    /// It went well.
    Success,
    /// Look before going on.
    Warning,
    /// It went wrong.
    Danger,
}

impl Mood {
    /// The class of a box of this kind.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "note note-info",
            Self::Success => "note note-success",
            Self::Warning => "note note-warning",
            Self::Danger => "note note-danger",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Success => Icon::CircleCheck,
            Self::Warning => Icon::TriangleAlert,
            Self::Danger => Icon::CircleAlert,
        }
    }
}

/// A box with an icon, a line in bold and what else there is to say.
#[component]
pub fn Alert(
    /// What kind of news it is.
    #[prop(optional)]
    mood: Mood,
    /// The news in one line.
    #[prop(into)]
    title: String,
    /// It appeared after the page did: read it aloud.
    #[prop(optional)]
    live: bool,
    /// More of it, and what to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=mood.class() role=live.then_some("alert")>
            {icon(mood.icon())}
            <div class="note-body">
                <p class="note-title">{title}</p>
                {children.map(|children| view! { <div class="note-text">{children()}</div> })}
            </div>
        </div>
    }
    .into_any()
}

/// An error's words, for inside a box: what happened, in which field, what to do.
#[component]
pub(super) fn ErrorBody(
    error: ApiError,
    /// Field errors link to their fields.
    #[prop(optional)]
    links: bool,
) -> impl IntoView {
    // What is our fault is for whoever reads the server's log.
    let request = error.request.filter(|_| error.code == ErrorCode::Internal);
    let fields = error.fields.into_iter().map(|field| {
        let words = format!("{}: {}", field.field.replace('_', " "), field.message);
        if links {
            view! { <li><a href=format!("#{}", field.field)>{sentence(&words)}</a></li> }.into_any()
        } else {
            view! { <li>{sentence(&words)}</li> }.into_any()
        }
    });
    let fields: Vec<_> = fields.collect();
    view! {
        {icon(Icon::CircleAlert)}
        <div class="note-body">
            <p class="note-title">{sentence(&error.message)}</p>
            {(fields.len() > 1).then(|| view! { <ul class="note-list">{fields}</ul> })}
            {error.hint.map(|hint| view! { <p class="note-text">{sentence(&hint)}</p> })}
            {request.map(|id| view! { <p class="note-text">"Request " <span class="mono">{id.to_string()}</span></p> })}
        </div>
    }
    .into_any()
}
