//! A run's directory and its files. All of them may hold secrets: they are for their owner only.

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use domain::RunId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::state::State;
use crate::{ClusterError, Launch};

/// What a directory is called while it is being deleted.
const REMOVED: &str = "removed-";

/// What the shim is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    /// What to run.
    pub(crate) launch: Launch,
    /// How long it has to end by itself when its time is over.
    pub(crate) grace: Duration,
}

/// That a run shall end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StopRequest {
    /// How long it has to end by itself.
    pub(crate) grace: Duration,
}

/// Where one run's files are.
#[derive(Debug, Clone)]
pub(crate) struct RunDirectory {
    path: PathBuf,
}

impl RunDirectory {
    pub(crate) fn of(runs_dir: &Path, run: RunId) -> Self {
        Self { path: runs_dir.join(run.to_string()) }
    }

    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The run, as the directory's name says.
    pub(crate) fn run(&self) -> Option<RunId> {
        self.path.file_name()?.to_str()?.parse().ok()
    }

    pub(crate) fn work(&self) -> PathBuf {
        self.path.join("work")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    pub(crate) fn open_lines(&self) -> PathBuf {
        self.path.join("open.json")
    }

    pub(crate) fn shim_log(&self) -> PathBuf {
        self.path.join("shim.log")
    }

    pub(crate) fn exists(&self) -> bool {
        self.path.is_dir()
    }

    pub(crate) fn create(&self) -> Result<(), ClusterError> {
        let work = self.work();
        DirBuilder::new().recursive(true).mode(0o700).create(&work).map_err(failed("make", &work))
    }

    /// The lock, if nobody has it. It is held for as long as the file, or one that was cloned or inherited from it, is open.
    pub(crate) fn try_lock(&self) -> Result<Option<File>, ClusterError> {
        let path = self.path.join("lock");
        let file = private().append(true).open(&path).map_err(failed("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed("lock", &path)(error)),
        }
    }

    pub(crate) fn read_order(&self) -> Result<Option<Order>, ClusterError> {
        read_json(&self.path.join("launch.json"))
    }

    pub(crate) fn write_order(&self, order: &Order) -> Result<(), ClusterError> {
        write_json(&self.path.join("launch.json"), order, Durability::Durable)
    }

    pub(crate) fn read_state(&self) -> Result<Option<State>, ClusterError> {
        read_json(&self.path.join("state.json"))
    }

    /// Only for whoever has the lock.
    pub(crate) fn write_state(&self, state: &State) -> Result<(), ClusterError> {
        write_json(&self.path.join("state.json"), state, Durability::Durable)
    }

    pub(crate) fn read_stop(&self) -> Result<Option<StopRequest>, ClusterError> {
        read_json(&self.path.join("stop"))
    }

    pub(crate) fn write_stop(&self, request: StopRequest) -> Result<(), ClusterError> {
        write_json(&self.path.join("stop"), &request, Durability::Durable)
    }

    /// The run is unknown as soon as this begins; when it is interrupted, [`runs`] still names it, so that it is begun again.
    pub(crate) fn delete(&self) -> Result<(), ClusterError> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let removed = self.path.with_file_name(format!("{REMOVED}{name}"));
        delete_tree(&removed)?;
        match fs::rename(&self.path, &removed) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            result => result.map_err(failed("delete", &self.path))?,
        }
        delete_tree(&removed)
    }
}

/// Every run that has a directory.
pub(crate) fn runs(runs_dir: &Path) -> Result<Vec<RunId>, ClusterError> {
    let entries = match fs::read_dir(runs_dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed("list", runs_dir))?,
    };
    let mut runs = BTreeSet::new();
    for entry in entries {
        let name = entry.map_err(failed("list", runs_dir))?.file_name();
        let name = name.to_string_lossy();
        runs.extend(name.strip_prefix(REMOVED).unwrap_or(&name).parse::<RunId>().ok());
    }
    Ok(runs.into_iter().collect())
}

fn delete_tree(path: &Path) -> Result<(), ClusterError> {
    let result = match fs::remove_dir_all(path) {
        // Runs leave directories without write permission: Go's module cache, unpacked archives.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            make_writable(path);
            fs::remove_dir_all(path)
        }
        result => result,
    };
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("delete", path)(error)),
        _ => Ok(()),
    }
}

/// As far as it can; what stays locked shows as an error of the deletion.
fn make_writable(directory: &Path) {
    let mut left = vec![directory.to_owned()];
    while let Some(directory) = left.pop() {
        if fs::set_permissions(&directory, fs::Permissions::from_mode(0o700)).is_err() {
            continue;
        }
        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        left.extend(entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()));
    }
}

/// Whether a write outlives a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// On the disk when it is done.
    Durable,
    /// Whole or not there, but perhaps lost.
    Passing,
}

/// How every file is opened that may be made: for its owner only.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).mode(0o600);
    options
}

/// `None` when there is no such file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, ClusterError> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes.map_err(failed("read", path))?,
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| ClusterError::Damaged { path: path.display().to_string(), reason: error.to_string() })
}

/// Readers see the old content or the new, never a part.
pub(crate) fn write_json(path: &Path, value: &impl Serialize, durability: Durability) -> Result<(), ClusterError> {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let number = WRITES.fetch_add(1, Ordering::Relaxed);
    let new = path.with_extension(format!("new-{}-{number}", std::process::id()));
    let write = || {
        let mut file = private().write(true).truncate(true).open(&new)?;
        file.write_all(&serde_json::to_vec(value)?)?;
        if durability == Durability::Durable {
            file.sync_all()?;
        }
        fs::rename(&new, path)?;
        match path.parent() {
            Some(parent) if durability == Durability::Durable => File::open(parent)?.sync_all(),
            _ => Ok(()),
        }
    };
    write().map_err(|error| {
        // Nothing reads it; it goes with the directory at the latest.
        let _ = fs::remove_file(&new);
        failed("write", path)(error)
    })
}

/// What to say when something can't be done to a file.
pub(crate) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ClusterError {
    let path = path.display().to_string();
    move |source| ClusterError::File { action, path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_for_their_owner_and_a_read_only_tree_is_deleted() {
        let runs = tempfile::tempdir().unwrap();
        let run = RunId::from_uuid(uuid::Uuid::now_v7());
        let directory = RunDirectory::of(runs.path(), run);
        directory.create().unwrap();
        directory.write_stop(StopRequest { grace: Duration::ZERO }).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(directory.path()), 0o700);
        assert_eq!(mode(&directory.path().join("stop")), 0o600);
        assert_eq!(self::runs(runs.path()).unwrap(), [run]);

        let locked = directory.work().join("cache/module");
        fs::create_dir_all(&locked).unwrap();
        fs::write(locked.join("file"), "x").unwrap();
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o500)).unwrap();
        directory.delete().unwrap();
        assert_eq!(self::runs(runs.path()).unwrap(), Vec::new());
        directory.delete().unwrap();
    }

    #[test]
    fn an_interrupted_deletion_is_still_known() {
        let runs = tempfile::tempdir().unwrap();
        let run = RunId::from_uuid(uuid::Uuid::now_v7());
        fs::create_dir(runs.path().join(format!("{REMOVED}{run}"))).unwrap();
        fs::create_dir(runs.path().join("something else")).unwrap();
        assert_eq!(self::runs(runs.path()).unwrap(), [run]);
        RunDirectory::of(runs.path(), run).delete().unwrap();
        assert_eq!(self::runs(runs.path()).unwrap(), Vec::new());
    }

    #[test]
    fn the_lock_is_one_and_goes_with_its_last_holder() {
        let runs = tempfile::tempdir().unwrap();
        let directory = RunDirectory::of(runs.path(), RunId::from_uuid(uuid::Uuid::now_v7()));
        directory.create().unwrap();
        let lock = directory.try_lock().unwrap().unwrap();
        let inherited = lock.try_clone().unwrap();
        drop(lock);
        assert!(directory.try_lock().unwrap().is_none());
        drop(inherited);
        assert!(directory.try_lock().unwrap().is_some());
    }
}
