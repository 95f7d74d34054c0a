//! Pages that show many runs at once load again after changes, instead of following each.

use std::time::Duration;

use domain::events::Change;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::live::Live;

/// How long changes gather before the page's data is loaded again.
const PAUSE: Duration = Duration::from_millis(800);

/// Loads the resource again soon after a change that `matters`, once however many there are.
pub(crate) fn reload_after_changes<T>(resource: Resource<T>, matters: fn(&Change) -> bool)
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let live = Live::get();
    let due = StoredValue::new(false);
    live.follow(live.position(), move |change| {
        if !matters(&change) || due.get_value() {
            return;
        }
        due.set_value(true);
        set_timeout(
            move || {
                // `None`: the page was left in the meantime.
                if due.try_set_value(false).is_none() {
                    resource.refetch();
                }
            },
            PAUSE,
        );
    });
}
