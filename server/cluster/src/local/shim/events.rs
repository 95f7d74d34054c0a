//! What the shim's main thread waits for.

use std::{
    io,
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Instant,
};

use signal_hook::{
    consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

/// Something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// A signal came.
    Signal(i32),
    /// An output is closed.
    Closed,
    /// A line without an end changed.
    OpenLine,
}

/// What happened and was not dealt with.
#[derive(Debug)]
pub(super) struct Events {
    sender: Sender<Event>,
    receiver: Receiver<Event>,
    /// We were asked to end. Whether by a stop request tells its file.
    pub(super) terminate: bool,
    /// A child ended, ours or inherited.
    pub(super) child: bool,
    /// Lines without an end changed.
    pub(super) open_line: bool,
}

impl Events {
    /// From now on signals end nothing by themselves.
    pub(super) fn listen() -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel();
        let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGCHLD])?;
        let signalled = sender.clone();
        thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in signals.forever() {
                if signalled.send(Event::Signal(signal)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { sender, receiver, terminate: false, child: false, open_line: false })
    }

    /// For threads that have something to say.
    pub(super) fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }

    /// Until something happens, at most until `until`.
    pub(super) fn wait(&mut self, until: Instant) {
        let mut next = self.receiver.recv_timeout(until.saturating_duration_since(Instant::now())).ok();
        while let Some(event) = next {
            match event {
                Event::Signal(SIGTERM | SIGINT) => self.terminate = true,
                Event::Signal(SIGCHLD) => self.child = true,
                Event::OpenLine => self.open_line = true,
                // Hanging up is no reason to end; a closed output is a reason to look.
                Event::Signal(_) | Event::Closed => {}
            }
            next = self.receiver.try_recv().ok();
        }
    }
}
