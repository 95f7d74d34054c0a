//! A platform with somebody in it and a run, and around the run's folder things that nobody may touch.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{MetadataExt as _, symlink},
    path::{Path, PathBuf},
};

use domain::{
    Scope,
    permissions::Actor,
    projects::NewProject,
    runs::{RunSummary, SubmitRun},
    tokens::NewToken,
    users::CompleteSetup,
};
use platform::{Doorbell, Platform, PlatformOptions};
use store::{LogStore, SeriesStore, testing::TestDatabase};
use tempfile::TempDir;

/// A job.
const JOB: &str =
    "{version: 1.1, kind: component, name: train, run: {kind: job, container: {image: busybox, command: [echo]}}}";

/// A platform over a database of its own, with an admin and a project.
pub struct Office {
    pub platform: Platform,
    pub actor: Actor,
    /// The admin's API token.
    pub secret: String,
    _database: TestDatabase,
}

impl Office {
    /// Runs keep what they make in `artifacts`.
    pub async fn over(database: TestDatabase, artifacts: PathBuf) -> Self {
        let kept = database.dir.path().join("store");
        let platform = Platform::new(PlatformOptions {
            logs: LogStore::open(database.db.clone(), &kept).unwrap(),
            series: SeriesStore::open(database.db.clone(), &kept).unwrap(),
            db: database.db.clone(),
            doorbell: Doorbell::default(),
            clock: platform::system_clock,
            artifacts_root: artifacts,
            cluster: "local".into(),
        });
        let token = platform::setup::issue_link_token(&platform).await.unwrap().unwrap();
        let organization = "default".to_owned();
        let setup =
            CompleteSetup { token, username: "ada".into(), email: None, password: "correct horse".into(), organization };
        platform::setup::complete(&platform, setup).await.unwrap();
        let token = NewToken { name: "fuzz".into(), scopes: Scope::ALL.to_vec(), expires_in_days: None };
        let secret = platform::tokens::create_for(&platform, "ada", token).await.unwrap().secret;
        let actor = platform::tokens::authenticate(&platform, &secret).await.unwrap().unwrap();
        let project = NewProject { organization: "default".into(), name: "vision".into(), ..NewProject::default() };
        platform::projects::create(&platform, &actor, project).await.unwrap();
        Self { platform, actor, secret, _database: database }
    }

    /// Submits a job.
    pub async fn submit(&self, change: impl FnOnce(&mut SubmitRun)) -> RunSummary {
        let mut request =
            SubmitRun { organization: "default".into(), project: "vision".into(), content: JOB.into(), ..SubmitRun::default() };
        change(&mut request);
        platform::runs::submit(&self.platform, &self.actor, request).await.unwrap()
    }
}

/// An office whose one run has a folder that leads nowhere, though its links try.
pub struct Fence {
    pub office: Office,
    pub run: RunSummary,
    /// Holds the artifacts' root, and beside it what stays as it is.
    outside: TempDir,
    folder: PathBuf,
    before: BTreeMap<PathBuf, Seen>,
}

/// What there is to see of something without opening it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    inode: u64,
    mode: u32,
    links: u64,
    bytes: u64,
    modified: i64,
    changed: (i64, i64),
}

impl Fence {
    /// Builds one.
    pub async fn build() -> Self {
        // Where there is a disk in memory, hundreds of cases a second are no wear on the other one.
        let shared = Path::new("/dev/shm");
        let outside = if shared.is_dir() { TempDir::new_in(shared) } else { TempDir::new() }.unwrap();
        let root = outside.path().join("artifacts");
        let database = store::testing::databases().await.remove(0);
        let office = Office::over(database, root.clone()).await;
        let run = office.submit(|_| {}).await;
        let neighbour = office.submit(|_| {}).await;
        for (path, content) in [("secret", "hidden"), ("etc/passwd", "root"), ("artifacts/loose", "loose")] {
            let path = outside.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let beside = root.join(neighbour.id.to_string());
        fs::create_dir_all(beside.join("outputs")).unwrap();
        fs::write(beside.join("outputs/model"), "weights").unwrap();
        let mut fence = Self { folder: root.join(run.id.to_string()), office, run, outside, before: BTreeMap::new() };
        fence.reset();
        fence.before = fence.around();
        fence
    }

    /// The run's folder as its program left it: with links out of it, to a folder, to a file and to where nothing is.
    pub fn reset(&self) {
        let folder = &self.folder;
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
            _ => fs::create_dir_all(folder.join("own/deep")).unwrap(),
        }
        fs::write(folder.join("own/file"), "own").unwrap();
        for (to, link) in [
            ("../../etc", "out"),
            ("../../secret", "own/link"),
            ("../../etc/passwd", "passwd"),
            ("../../new", "new"),
            ("own", "inside"),
            ("round", "round"),
            ("..", "up"),
        ] {
            symlink(to, folder.join(link)).unwrap();
        }
        symlink(self.outside.path(), folder.join("absolute")).unwrap();
    }

    /// Panics when anything but the run's folder is not as it was, or when that holds what an upload left behind.
    pub fn check(&self) {
        let now = self.around();
        assert!(now == self.before, "something outside of the run's folder has changed:\n{:#?}\n{now:#?}", self.before);
        walk(&self.folder, &mut |path, _| {
            let name = path.file_name().unwrap().to_string_lossy();
            assert!(!(name.starts_with(".upload-") && name.len() == 40), "half an upload was left at {}", path.display());
        });
    }

    /// How many files, folders and links there are in the run's folder.
    pub fn count(&self) -> usize {
        let mut count = 0;
        walk(&self.folder, &mut |_, _| count += 1);
        count
    }

    /// Where the built pages would be.
    pub fn nowhere(&self) -> PathBuf {
        self.outside.path().join("site")
    }

    /// All that is not in the run's folder.
    fn around(&self) -> BTreeMap<PathBuf, Seen> {
        let mut around = BTreeMap::new();
        let mut see = |path: &Path, meta: &fs::Metadata| {
            // A folder says when something in it was made, which uploads do on their way; what is in it is seen by itself.
            let (modified, changed) =
                if meta.is_dir() { (0, (0, 0)) } else { (meta.mtime_nsec(), (meta.ctime(), meta.ctime_nsec())) };
            let links = if path == self.folder { 0 } else { meta.nlink() };
            let bytes = if meta.is_dir() { 0 } else { meta.len() };
            around.insert(path.to_owned(), Seen { inode: meta.ino(), mode: meta.mode(), links, bytes, modified, changed });
        };
        walk_except(self.outside.path(), &self.folder, &mut see);
        around
    }
}

fn walk(folder: &Path, see: &mut dyn FnMut(&Path, &fs::Metadata)) {
    walk_except(folder, Path::new(""), see);
}

/// In no order, through no link.
fn walk_except(folder: &Path, except: &Path, see: &mut dyn FnMut(&Path, &fs::Metadata)) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        if path == except {
            continue;
        }
        let meta = entry.metadata().unwrap();
        see(&path, &meta);
        if meta.is_dir() {
            walk_except(&path, except, see);
        }
    }
}
