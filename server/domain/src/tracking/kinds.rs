//! The kinds of events that there are files of.

use std::{fmt, str::FromStr};

macro_rules! kinds {
    ($($variant:ident = $name:literal, $doc:literal);* $(;)?) => {
        /// What an event is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $(#[doc = $doc] $variant,)*
        }

        impl EventKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name: in addresses, in the header of a file, and of the folder the files are in.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

kinds! {
    Metric = "metric", "A number.";
    Image = "image", "A picture, by its path.";
    Histogram = "histogram", "Counts of ranges.";
    Audio = "audio", "A sound, by its path.";
    Video = "video", "A film, by its path.";
    Html = "html", "A text with markup.";
    Text = "text", "A text.";
    Chart = "chart", "A figure of plotly, bokeh or vega.";
    Curve = "curve", "Points of a curve, such as ROC.";
    Confusion = "confusion", "A confusion matrix.";
    Artifact = "artifact", "A file, by its path.";
    Model = "model", "A model, by its path.";
    Dataframe = "dataframe", "A table, by its path.";
    Span = "span", "A piece of work with its inputs and outputs, such as a call of a language model.";
}

impl EventKind {
    /// Its files have a JSON object a line, rather than a header and rows.
    pub const fn is_jsonl(self) -> bool {
        matches!(self, Self::Html | Self::Text | Self::Chart | Self::Span)
    }

    /// What is logged is a text, rather than an object or a number.
    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Html | Self::Text)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().copied().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| format!("`{name}` is not a kind of event"))
    }
}
