//! What a function made, for the page that answers the form when that was posted without wasm.

use std::sync::{Arc, Mutex};

use domain::tokens::CreatedToken;

/// What was made.
#[derive(Clone)]
pub enum Made {
    /// An API token with its secret.
    Token(CreatedToken),
    /// A polyaxonfile, compiled.
    Compiled(String),
}

/// Carries what was made to the page. It lives as long as that one request, so that a secret is in no address, no cookie and no store.
#[derive(Clone, Default)]
pub struct Handover(Arc<Mutex<Option<Made>>>);

impl Handover {
    /// Gives something to the page, if the function was called for one.
    pub(super) fn put(made: Made) {
        if let Some(handover) = leptos::prelude::use_context::<Self>()
            && let Ok(mut place) = handover.0.lock()
        {
            *place = Some(made);
        }
    }

    /// What was made, if anything was.
    pub fn made(&self) -> Option<Made> {
        self.0.lock().ok()?.clone()
    }

    /// The token, if one was made for the page that is rendered.
    pub(crate) fn token() -> Option<CreatedToken> {
        match leptos::prelude::use_context::<Self>()?.made()? {
            Made::Token(token) => Some(token),
            Made::Compiled(_) => None,
        }
    }

    /// What was compiled for the page that is rendered.
    pub(crate) fn compiled() -> Option<String> {
        match leptos::prelude::use_context::<Self>()?.made()? {
            Made::Compiled(text) => Some(text),
            Made::Token(_) => None,
        }
    }
}
