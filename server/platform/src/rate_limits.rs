//! How often somebody may try to come in: counted per address and per name; only failures count.
//!
//! A try is taken before it is made, so that many at once are counted too, and given back when it succeeds: an office behind one
//! address, or a busy test, is not locked out, and an attacker who has an account of their own gains nothing against another's.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{ApiError, ErrorCode, time::duration_text};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::StateStore,
};

/// So many failures at once…
const BURST: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// … and then one more each time this has passed.
const REFILL: Duration = Duration::from_secs(30);
/// How many keys are remembered before those that no longer matter are forgotten.
const KEYS: usize = 10_000;

/// The limits on signing in.
pub(crate) struct SignInLimits<C: Clock = DefaultClock> {
    clients: Limit<C>,
    names: Limit<C>,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self::new(DefaultClock::default())
    }
}

impl<C: Clock + Clone> SignInLimits<C> {
    fn new(clock: C) -> Self {
        Self { clients: Limit::new(clock.clone()), names: Limit::new(clock) }
    }

    /// Takes a try from this address.
    pub(crate) fn take_client(&self, client: &str) -> Result<Try<'_, C>, ApiError> {
        self.clients.take(client_key(client))
    }

    /// Takes a try against this name.
    pub(crate) fn take_name(&self, name: &str) -> Result<Try<'_, C>, ApiError> {
        self.names.take(name.trim().to_lowercase().chars().take(64).collect())
    }
}

/// A try that was taken.
pub(crate) struct Try<'a, C: Clock> {
    limit: &'a Limit<C>,
    key: String,
}

impl<C: Clock> Try<'_, C> {
    /// It succeeded: it does not count.
    pub(crate) fn give_back(self) {
        self.limit.tries.give_back(&self.key);
    }
}

struct Limit<C: Clock> {
    tries: Tries,
    limiter: RateLimiter<String, Tries, C, NoOpMiddleware<C::Instant>>,
}

impl<C: Clock> Limit<C> {
    fn new(clock: C) -> Self {
        let tries = Tries::default();
        // `with_period` refuses only a period of zero.
        let quota = Quota::with_period(REFILL).unwrap_or_else(|| Quota::per_minute(BURST)).allow_burst(BURST);
        Self { limiter: RateLimiter::new(quota, tries.clone(), clock), tries }
    }

    fn take(&self, key: String) -> Result<Try<'_, C>, ApiError> {
        match self.limiter.check_key(&key) {
            Ok(()) => Ok(Try { limit: self, key }),
            Err(not_until) => {
                let seconds = not_until.wait_time_from(self.limiter.clock().now()).as_secs_f64().ceil().max(1.0);
                Err(ApiError::new(ErrorCode::RateLimited, "too many failed tries to sign in")
                    .with_hint(format!("wait {} and try again", duration_text(seconds))))
            }
        }
    }
}

/// Per key, when its tries are all back: the state of governor's algorithm, in a store that can give one back.
#[derive(Clone, Default)]
struct Tries(Arc<Mutex<HashMap<String, Nanos>>>);

impl Tries {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Nanos>> {
        // The map is whole between any two statements.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, key: &str) {
        if let Some(all_back_at) = self.lock().get_mut(key) {
            *all_back_at = all_back_at.saturating_sub(Nanos::from(REFILL));
        }
    }
}

impl StateStore for Tries {
    type Key = String;

    fn measure_and_replace<T, F, E>(&self, key: &String, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut keys = self.lock();
        let (outcome, all_back_at) = decide(keys.get(key).copied())?;
        if keys.len() >= KEYS && !keys.contains_key(key) {
            // The half that is back soonest has the fewest failures to remember.
            let mut times: Vec<Nanos> = keys.values().copied().collect();
            let (_, median, _) = times.select_nth_unstable(KEYS / 2);
            let median = *median;
            keys.retain(|_, all_back_at| *all_back_at > median);
        }
        keys.insert(key.clone(), all_back_at);
        Ok(outcome)
    }
}

/// One household or machine: an IPv4 address, or the 64-bit network of an IPv6 one, all of which one machine may use.
fn client_key(client: &str) -> String {
    match client.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => client.chars().take(64).collect(),
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limits() -> (SignInLimits<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (SignInLimits::new(clock.clone()), clock)
    }

    #[test]
    fn after_ten_failures_one_more_each_half_minute() {
        let (limits, clock) = limits();
        for _ in 0..10 {
            assert!(limits.take_name("Ada").is_ok());
        }
        let error = limits.take_name(" ada").err().unwrap();
        assert_eq!((error.code, error.hint.as_deref()), (ErrorCode::RateLimited, Some("wait 30 s and try again")));
        assert!(limits.take_name("eve").is_ok());
        clock.advance(REFILL);
        assert!(limits.take_name("ada").is_ok());
        assert!(limits.take_name("ada").is_err());
    }

    #[test]
    fn a_success_does_not_count_and_forgives_nothing() {
        let (limits, _) = limits();
        for _ in 0..9 {
            assert!(limits.take_client("10.0.0.1").is_ok());
        }
        for _ in 0..50 {
            limits.take_client("10.0.0.1").unwrap().give_back();
        }
        assert!(limits.take_client("10.0.0.1").is_ok());
        assert!(limits.take_client("10.0.0.1").is_err());
    }

    #[test]
    fn memory_is_bounded_and_who_is_locked_out_stays_so() {
        let (limits, clock) = limits();
        for _ in 0..10 {
            assert!(limits.take_name("ada").is_ok());
        }
        clock.advance(Duration::from_secs(1));
        for number in 0..3 * KEYS {
            assert!(limits.take_name(&format!("guess {number}")).is_ok());
        }
        assert!(limits.names.tries.lock().len() <= KEYS);
        assert!(limits.take_name("ada").is_err());
    }

    #[test]
    fn one_machine_is_one_client() {
        for (client, expected) in [
            ("10.0.0.1", "10.0.0.1"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(client_key(client), expected);
        }
    }
}
