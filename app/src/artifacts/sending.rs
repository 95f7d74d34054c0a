//! Files on their way: an `XMLHttpRequest`, because `fetch` does not tell how much has been sent.

use domain::{ApiError, RunId};
use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use web_sys::XmlHttpRequest;
#[cfg(not(feature = "hydrate"))]
use web_sys::{FileList, HtmlFormElement};

/// How it stands with an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing is on its way.
    #[default]
    Idle,
    /// That many bytes of so many.
    Sending {
        /// Bytes that have left.
        sent: u64,
        /// Bytes in all.
        total: u64,
    },
    /// It was refused, or could not be sent.
    Failed(ApiError),
}

/// One upload at a time. A new one ends the one before.
#[derive(Clone, Copy)]
pub struct Sending {
    /// How it stands.
    pub state: RwSignal<State>,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "files leave from a browser"))]
    run: RunId,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "files leave from a browser"))]
    arrived: RwSignal<u32>,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "files leave from a browser"))]
    dialog: &'static str,
    // Only there: the server may not drop on one thread what is local to another.
    #[cfg(feature = "hydrate")]
    request: StoredValue<Option<XmlHttpRequest>, LocalStorage>,
}

impl Sending {
    /// Files go to this run; `arrived` grows and the dialog is closed when they are there.
    pub fn new(run: RunId, arrived: RwSignal<u32>, dialog: &'static str) -> Self {
        let sending = Self {
            state: RwSignal::default(),
            run,
            arrived,
            dialog,
            #[cfg(feature = "hydrate")]
            request: StoredValue::new_local(None),
        };
        #[cfg(feature = "hydrate")]
        on_cleanup(move || sending.cancel());
        sending
    }

    /// Ends it. What had arrived whole by then stays.
    pub fn cancel(self) {
        #[cfg(feature = "hydrate")]
        if let Some(request) = self.request.try_update_value(Option::take).flatten() {
            let _ = request.abort();
        }
        _ = self.state.try_set(State::Idle);
    }
}

#[cfg(not(feature = "hydrate"))]
impl Sending {
    /// Sends what the form holds.
    pub fn send_form(self, _form: &HtmlFormElement) {}

    /// Sends these files into this folder.
    pub fn send_files(self, _files: &FileList, _folder: &str) {}
}

#[cfg(feature = "hydrate")]
mod browser {
    use domain::{ApiError, ErrorCode};
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
    use web_sys::{EventTarget, FileList, FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest};

    use super::{Sending, State};
    use crate::{artifacts::address, ui::dialog::close_dialog};

    impl Sending {
        /// Sends what the form holds.
        pub fn send_form(self, form: &HtmlFormElement) {
            if let Ok(data) = FormData::new_with_form(form) {
                self.send(&data, Some(form.clone()));
            }
        }

        /// Sends these files into this folder. Nothing there is replaced.
        pub fn send_files(self, files: &FileList, folder: &str) {
            let Ok(data) = FormData::new() else { return };
            let _ = data.append_with_str("path", folder);
            for file in (0..files.length()).filter_map(|index| files.get(index)) {
                let _ = data.append_with_blob("upload_file", &file);
            }
            self.send(&data, None);
        }

        fn send(self, data: &FormData, form: Option<HtmlFormElement>) {
            self.cancel();
            let Ok(request) = XmlHttpRequest::new() else { return };
            let started = request.open("POST", &address::upload(self.run)).and_then(|()| {
                request.set_request_header("accept", "application/json")?;
                let upload = request.upload()?;
                listen(&upload, "progress", move |event| {
                    if let Some(event) = event.dyn_ref::<ProgressEvent>() {
                        _ = self.state.try_set(State::Sending { sent: whole(event.loaded()), total: whole(event.total()) });
                    }
                });
                let answered = request.clone();
                listen(&request, "load", move |_| self.answered(&answered, form.as_ref()));
                listen(&request, "error", move |_| {
                    let error = ApiError::new(ErrorCode::Unavailable, "the files could not be sent")
                        .with_hint("check the connection and try again");
                    _ = self.state.try_set(State::Failed(error));
                });
                request.send_with_opt_form_data(Some(data))
            });
            if started.is_ok() {
                self.state.set(State::Sending { sent: 0, total: 0 });
                self.request.set_value(Some(request));
            }
        }

        fn answered(self, request: &XmlHttpRequest, form: Option<&HtmlFormElement>) {
            let status = request.status().unwrap_or(0);
            if (200..300).contains(&status) {
                _ = self.state.try_set(State::Idle);
                form.inspect(|form| form.reset());
                close_dialog(self.dialog);
            } else {
                let text = request.response_text().ok().flatten().unwrap_or_default();
                let error =
                    serde_json::from_str(&text).unwrap_or_else(|_| ApiError::new(ErrorCode::Internal, "the upload failed"));
                _ = self.state.try_set(State::Failed(error));
            }
            // Of several files, some may have arrived before one was refused.
            _ = self.arrived.try_update(|arrived| *arrived += 1);
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of bytes")]
    fn whole(bytes: f64) -> u64 {
        bytes as u64
    }

    /// For as long as the request lives: a few small closures per upload.
    fn listen(target: &EventTarget, name: &str, handle: impl FnMut(JsValue) + 'static) {
        let closure = Closure::<dyn FnMut(JsValue)>::new(handle);
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        closure.forget();
    }
}
