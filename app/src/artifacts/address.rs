//! Where somebody is among the artifacts of a run, and the addresses of that.

use domain::RunId;
use leptos_router::params::ParamsMap;

use crate::runs::query::encoded;

/// The page of a run's artifacts, as its address says. Paths are in the query: there they may hold whatever a name may hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The folder, from the run's own; empty is that itself.
    pub path: String,
    /// The page of the folder, from 1; 0 counts as that.
    pub page: u32,
    /// What in the folder is looked at.
    pub file: Option<String>,
    /// The part of the file, from 1; 0 counts as that.
    pub part: u32,
}

impl Place {
    /// Reads it from an address's query. What is not understood counts as absent.
    pub fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).filter(|text| !text.is_empty());
        let number = |name: &str| text(name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1);
        Self { path: text("path").unwrap_or_default(), page: number("page"), file: text("file"), part: number("part") }
    }

    /// A folder's first page.
    pub fn folder(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// The folder that something is in.
    pub fn around(path: &str) -> Self {
        Self::folder(path.rsplit_once('/').map_or("", |(folder, _)| folder))
    }

    /// The path of something in the folder.
    pub fn within(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }

    /// The path of what is looked at.
    pub fn file_path(&self) -> Option<String> {
        self.file.as_deref().map(|name| self.within(name))
    }

    /// The folders on the way here, with their names; the run's own is not among them.
    pub fn way(&self) -> Vec<(String, Self)> {
        let mut way: Vec<(String, Self)> = Vec::new();
        for name in self.path.split('/').filter(|name| !name.is_empty()) {
            let above = way.last().map(|(_, place)| place.clone()).unwrap_or_default();
            way.push((name.to_owned(), Self::folder(above.within(name))));
        }
        way
    }

    /// The page's address.
    pub fn address(&self, run: RunId) -> String {
        let number = |number: u32| (number > 1).then(|| number.to_string());
        let pairs = [
            ("path", Some(self.path.clone()).filter(|path| !path.is_empty())),
            ("page", number(self.page)),
            ("file", self.file.clone()),
            ("part", number(self.part)),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", twice(&value?)))).collect();
        let start = crate::routes::run_artifacts(run);
        if pairs.is_empty() { start } else { format!("{start}?{}", pairs.join("&")) }
    }
}

/// The router decodes what is already decoded (`ParamsMap::insert`): a percent sign has to survive both.
fn twice(value: &str) -> String {
    encoded(&value.replace('%', "%25"))
}

/// Where the bytes of a file are, and a folder's as `tar.gz`.
pub fn raw(run: RunId, path: &str) -> String {
    format!("/runs/{run}/artifacts/raw?path={}", encoded(path))
}

/// As [`raw`], always to be downloaded.
pub fn download(run: RunId, path: &str) -> String {
    format!("{}&download=1", raw(run, path))
}

/// What the frame of a page or a drawing shows.
pub fn frame(run: RunId, path: &str, ticket: &str) -> String {
    format!("/runs/{run}/artifacts/frame?path={}&ticket={}", encoded(path), encoded(ticket))
}

/// Where files are posted to.
pub fn upload(run: RunId) -> String {
    format!("/runs/{run}/artifacts/upload")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> RunId {
        "018f0000000070008000000000000000".parse().unwrap()
    }

    #[test]
    fn every_name_survives_its_address() {
        for name in ["a b.txt", "100%41.txt", "a&b=c#d?e+f", "größe", "new\nline", "\u{202e}gnp", "\"><script>", "..."] {
            let place = Place { path: format!("outputs/{name}"), page: 2, file: Some(name.to_owned()), part: 3 };
            let address = place.address(run());
            assert!(address.is_ascii() && !address.contains(['"', '<', ' ', '\n', '#', '+']), "{address}");
            let (_, query) = address.split_once('?').unwrap();
            let pairs: Vec<(String, String)> =
                serde_qs::from_str::<std::collections::BTreeMap<String, String>>(query).unwrap().into_iter().collect();
            assert_eq!(Place::read(&pairs.into_iter().collect()), place, "{address}");
        }
        assert!(Place::folder("").address(run()).ends_with("/artifacts"));
    }

    #[test]
    fn a_way_leads_from_the_top() {
        let place = Place::folder("/outputs//epoch 1/");
        let way: Vec<_> = place.way().into_iter().map(|(name, place)| (name, place.path)).collect();
        assert_eq!(way, [("outputs".into(), "outputs".into()), ("epoch 1".into(), "outputs/epoch 1".to_owned())]);
        assert_eq!(Place::around("a/b/c.txt").path, "a/b");
        assert_eq!(Place::around("c.txt").path, "");
        let file = Place { file: Some("c.txt".into()), ..Place::folder("a") };
        assert_eq!(file.file_path().as_deref(), Some("a/c.txt"));
    }
}
