//! How charts are looked at: the address says.

use leptos_router::params::ParamsMap;

/// What a chart is drawn over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Axis {
    /// The step that was logged.
    #[default]
    Step,
    /// The time since the run began.
    Relative,
    /// The time of day.
    Wall,
}

impl Axis {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Step, Self::Relative, Self::Wall];

    /// Its name in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Relative => "relative",
            Self::Wall => "wall",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Step => "Step",
            Self::Relative => "Time since start",
            Self::Wall => "Time of day",
        }
    }
}

/// The most a curve is smoothed, in hundredths.
pub(super) const SMOOTHEST: u8 = 99;

/// How the charts of a page are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct View {
    /// Over what: `?x=`.
    pub axis: Axis,
    /// Values are far apart: `?log=true`.
    pub log: bool,
    /// How much of each smoothed point is the one before it, in hundredths: `?smooth=`.
    pub smooth: u8,
}

impl View {
    /// Reads it from an address's query. What is not understood counts as absent.
    pub fn read(query: &ParamsMap) -> Self {
        let axis = query.get_str("x").and_then(|name| Axis::ALL.iter().copied().find(|axis| axis.as_str() == name));
        Self {
            axis: axis.unwrap_or_default(),
            log: query.get_str("log") == Some("true"),
            smooth: query
                .get_str("smooth")
                .and_then(|text| text.parse().ok())
                .filter(|smooth| *smooth <= SMOOTHEST)
                .unwrap_or(0),
        }
    }

    /// The query of an address that says this; empty for what is so without one.
    pub fn to_query(self) -> String {
        let mut parts = Vec::new();
        if self.axis != Axis::default() {
            parts.push(format!("x={}", self.axis.as_str()));
        }
        if self.log {
            parts.push("log=true".to_owned());
        }
        if self.smooth > 0 {
            parts.push(format!("smooth={}", self.smooth));
        }
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_seen() {
        let views =
            Axis::ALL.iter().flat_map(|axis| [(false, 0), (true, 60)].map(|(log, smooth)| View { axis: *axis, log, smooth }));
        for view in views {
            let query = view.to_query();
            let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
            let query: ParamsMap = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            assert_eq!(View::read(&query), view);
        }
        let strange: ParamsMap =
            [("x", "moon"), ("smooth", "100"), ("log", "yes")].map(|(a, b)| (a.to_owned(), b.to_owned())).into_iter().collect();
        assert_eq!(View::read(&strange), View::default());
    }
}
