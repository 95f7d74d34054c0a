//! The built files: wasm, CSS, fonts. Compressed at build time, and cached for good where the name holds a hash.

use std::path::Path;

use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");
/// Kept, and asked for again each time: it is not said twice when it is the same.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// The file in which cargo-leptos wrote the hashes that are part of the file names, if it did.
pub(crate) fn hash_file(site_dir: &Path) -> Option<String> {
    let beside_binary = std::env::current_exe().ok().and_then(|binary| Some(binary.parent()?.join("hash.txt")));
    let places = [beside_binary, site_dir.parent().map(|dir| dir.join("release/hash.txt")), Some(site_dir.join("hash.txt"))];
    places.into_iter().flatten().find(|path| path.is_file()).map(|path| path.display().to_string())
}

fn directory<S: Clone + Send + Sync + 'static>(path: std::path::PathBuf, cache: HeaderValue) -> Router<S> {
    Router::new()
        .fallback_service(ServeDir::new(path).precompressed_br().precompressed_gzip())
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, cache))
}

/// `/pkg`: file names that hold a hash when this is a release.
pub(crate) fn hashed(site_dir: &Path) -> Router {
    let cache = if hash_file(site_dir).is_some() { FOREVER } else { ASK };
    directory(site_dir.join("pkg"), cache)
}

/// A folder of files without hashes.
pub(crate) fn plain(site_dir: &Path, folder: &str) -> Router {
    directory(site_dir.join(folder), A_DAY)
}

/// A folder of files without hashes that every build may change.
pub(crate) fn built(site_dir: &Path, folder: &str) -> Router {
    directory(site_dir.join(folder), ASK)
}

/// One file.
pub(crate) fn file(site_dir: &Path, name: &str) -> ServeFile {
    ServeFile::new(site_dir.join(name))
}

/// Every icon, for those that a browser draws itself.
pub(crate) async fn icons() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")), (header::CACHE_CONTROL, A_DAY)];
    (headers, app::ui::icon::sprite())
}
