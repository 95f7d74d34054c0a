//! `orrery serve`: the dashboard, its streams and the scheduler in one process.

use std::{fs::File, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use cluster::local::{LocalCluster, LocalOptions};
use scheduler::{Scheduler, SchedulerOptions};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::{open_platform, say, start_logging};
use crate::{
    config::Settings,
    http::{self, Edge},
};

/// How long open requests have to end once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(5);
/// `SIGXFSZ`: a file would become larger than this process may write.
const FILE_TOO_LARGE: i32 = 25;

pub(crate) async fn serve(settings: Settings) -> anyhow::Result<()> {
    settings.check_exposure()?;
    start_logging(&settings);
    // Where files are limited, writing then fails, as on a full disk, instead of ending this process.
    let _limited = signal(SignalKind::from_raw(FILE_TOO_LARGE))?;
    let data_dir = settings.data_dir()?;
    let _lock = lock(&data_dir)?;
    let site_dir = settings.site_dir()?;
    let platform = open_platform(&settings).await?;

    // Bound before anything is printed, so that the address printed is one that answers.
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("can't listen on {}; choose another address with --listen", settings.listen))?;
    let address = listener.local_addr()?;
    let public_url = settings.public_url(address);
    let (stop, stopping) = watch::channel(false);

    let local = LocalCluster::new(LocalOptions {
        runs_dir: data_dir.join("runs"),
        // Not its path: the file there may be replaced by a newer one while this one serves.
        shim: "/proc/self/exe".into(),
        grace: Duration::from_secs(settings.local_grace.into()),
    });
    let scheduler = Scheduler::new(SchedulerOptions {
        platform: platform.clone(),
        cluster: Arc::new(local),
        slots: settings.local_slots(),
        public_url: public_url.clone(),
        context_root: data_dir,
    });
    let scheduling = tokio::spawn(scheduler.run(stopping.clone()));
    let pump = tokio::spawn(platform::events::pump(platform.clone()));

    say(&format!("Orrery is at {public_url}"))?;
    match platform::setup::issue_link_token(&platform).await? {
        Some(token) => say(&format!("Create the first admin at {public_url}/setup?token={token}"))?,
        None => say("Sign in with your name and password")?,
    }
    say("Runs are processes of this machine's user: the local runtime uses no images and is for one trusted machine")?;

    let edge = Edge::new(platform, &settings, site_dir, stopping.clone());
    let router = http::router(edge);
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(until_stopped(stopping));
    let serving = tokio::spawn(async move { server.await });

    wait_for_signal().await?;
    tracing::info!("stopping; runs go on and are picked up at the next start");
    stop.send_replace(true);
    if tokio::time::timeout(DRAIN, serving).await.is_err() {
        tracing::warn!("some requests were still open after {} s", DRAIN.as_secs());
    }
    pump.abort();
    scheduling.await.context("the scheduler ended badly")?;
    Ok(())
}

/// Two servers over one data directory would both own its logs and its processes.
fn lock(data_dir: &Path) -> anyhow::Result<File> {
    let path = data_dir.join("orrery.lock");
    let file = File::create(&path).with_context(|| format!("can't write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            bail!("another Orrery serves from {}; stop it, or name another --data-dir", data_dir.display())
        }
        Err(std::fs::TryLockError::Error(error)) => Err(error).with_context(|| format!("can't lock {}", path.display())),
    }
}

async fn wait_for_signal() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

async fn until_stopped(mut stopping: watch::Receiver<bool>) {
    // A closed channel means that the server is going away as well.
    let _ = stopping.wait_for(|stop| *stop).await;
}
