//! Polyaxonfiles to begin with. Each runs as it is on the local cluster.

/// A file to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// What it would be saved as.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub label: &'static str,
    /// The file.
    pub content: &'static str,
}

/// The simplest first.
pub const SAMPLES: &[Sample] = &[
    Sample { name: "hello.yaml", label: "Hello", content: include_str!("samples/hello.yaml") },
    Sample { name: "train.yaml", label: "Training with inputs", content: include_str!("samples/train.yaml") },
    Sample { name: "retry.yaml", label: "Retries and a time limit", content: include_str!("samples/retry.yaml") },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_without_problems() {
        for sample in SAMPLES {
            assert_eq!(spec::check_run(sample.content).problems, [], "{}", sample.name);
        }
    }
}
