//! The local runtime with real processes.

#[cfg(test)]
mod crashes;
#[cfg(test)]
mod ends;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod stops;
