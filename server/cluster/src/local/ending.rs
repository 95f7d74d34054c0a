//! Observe, stop, remove: what can be said and done about a run whose shim may be gone.

use std::{fs::File, time::Duration};

use rustix::process::Signal;

use super::{
    blocking,
    directory::{RunDirectory, StopRequest},
    now, processes,
    state::State,
};
use crate::{ClusterError, Observation};

/// How long a removal waits for the shim to end the run, before it ends the shim, in looks of [`PACE`].
const LOOKS: u32 = 250;
const PACE: Duration = Duration::from_millis(20);

/// One small file and one lock while the run is at work.
pub(super) fn observe(directory: &RunDirectory) -> Result<Observation, ClusterError> {
    let state = match directory.read_state() {
        Ok(Some(state)) if state.phase.is_over() => return Ok(state.into_observation()),
        Ok(None) if !directory.exists() => return Ok(Observation::not_found()),
        Ok(None) => return Ok(State::new(None).into_observation()),
        state => state,
    };
    match directory.try_lock()? {
        Some(lock) => Ok(settle(directory, &lock)?.into_observation()),
        None => Ok(state?.map_or_else(Observation::not_found, State::into_observation)),
    }
}

pub(super) fn stop(directory: &RunDirectory, grace: Duration) -> Result<(), ClusterError> {
    if directory.exists() && directory.read_stop()?.is_none() {
        directory.write_stop(StopRequest { grace })?;
    }
    end(directory)
}

/// The stop request is written: wakes the shim, or does its work if there is none.
fn end(directory: &RunDirectory) -> Result<(), ClusterError> {
    if !directory.exists() {
        return Ok(());
    }
    if let Some(lock) = directory.try_lock()? {
        return settle(directory, &lock).map(drop);
    }
    if let Some(supervisor) = directory.read_state()?.and_then(|state| state.supervisor)
        && let Err(error) = supervisor.signal(Signal::TERM)
    {
        // It looks by itself once a second.
        tracing::debug!(%error, "can't wake the supervisor");
    }
    Ok(())
}

/// Writes down how a run without a supervisor ended, and ends what it left. Whoever has the lock is alone.
fn settle(directory: &RunDirectory, _lock: &File) -> Result<State, ClusterError> {
    let stop_wanted = directory.read_stop().unwrap_or_default().is_some();
    let state = match directory.read_state() {
        Ok(None) if !stop_wanted => return Ok(State::new(None)),
        Ok(state) => state.unwrap_or_else(|| State::new(None)),
        // What it was is lost, but not that it was started.
        Err(ClusterError::Damaged { .. }) => State { attempt: 1, ..State::new(None) },
        Err(error) => return Err(error),
    };
    if state.phase.is_over() {
        return Ok(state);
    }
    if state.attempt > 0
        && let Some(run) = directory.run()
    {
        processes::kill_marked(run);
    }
    let settled = state.without_supervisor(stop_wanted, now());
    directory.write_state(&settled)?;
    tracing::info!(directory = %directory.path().display(), phase = ?settled.phase, "found without a supervisor");
    Ok(settled)
}

pub(super) async fn remove(directory: RunDirectory) -> Result<(), ClusterError> {
    let asked = {
        let directory = directory.clone();
        move || {
            if directory.exists() {
                directory.write_stop(StopRequest { grace: Duration::ZERO })?;
            }
            end(&directory)
        }
    };
    blocking(asked).await?;
    for look in 0..2 * LOOKS {
        let directory = directory.clone();
        if blocking(move || remove_if_free(&directory, look == LOOKS)).await? {
            return Ok(());
        }
        tokio::time::sleep(PACE).await;
    }
    Err(ClusterError::File {
        action: "end the run in",
        path: directory.path().display().to_string(),
        source: std::io::ErrorKind::TimedOut.into(),
    })
}

fn remove_if_free(directory: &RunDirectory, by_force: bool) -> Result<bool, ClusterError> {
    if !directory.exists() {
        // What an interrupted removal left.
        directory.delete()?;
        return Ok(true);
    }
    if let Some(lock) = directory.try_lock()? {
        settle(directory, &lock)?;
        directory.delete()?;
        return Ok(true);
    }
    if by_force
        && let Some(supervisor) = directory.read_state()?.and_then(|state| state.supervisor)
        && let Err(error) = supervisor.signal(Signal::KILL)
    {
        tracing::warn!(%error, directory = %directory.path().display(), "can't end the supervisor");
    }
    Ok(false)
}
