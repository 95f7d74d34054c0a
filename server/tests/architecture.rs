//! The arrows of the architecture, read from `cargo metadata`: they point down, and what belongs to one crate is reached through it.
#![expect(clippy::unwrap_used, reason = "a test without its data can only fail")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package};

/// Our crates from the top down, each with those it may name in its manifest. A new crate gets a line here.
const ARROWS: &[(&str, &[&str])] = &[
    ("server", &["app", "scheduler", "platform", "cluster", "store", "domain", "spec"]),
    ("app", &["platform", "domain", "spec"]),
    ("scheduler", &["platform", "cluster", "store", "domain", "spec"]),
    ("platform", &["store", "domain", "spec"]),
    ("cluster", &["domain", "spec"]),
    ("store", &["domain", "spec"]),
    ("domain", &["spec"]),
    ("spec", &[]),
    ("spec-browser", &["spec"]),
];

const IO: &[&str] =
    &["tokio", "mio", "async-io", "hyper", "reqwest", "axum", "tower", "rustix", "tempfile", "tracing-subscriber"];
const CLOCKS_AND_DICE: &[&str] = &["jiff", "chrono", "time", "rand", "fastrand"];
const DATABASE: &[&str] = &["diesel", "diesel_migrations", "libsqlite3-sys", "pq-sys", "object_store"];
const KUBERNETES: &[&str] = &["kube", "kube-client", "kube-runtime", "k8s-openapi"];
const PAGES: &[&str] = &["app", "leptos", "leptos_axum", "axum"];
const EXECUTORS: &[&str] = &["cluster", "scheduler"];

/// From a crate, other than through this one, to any of those; and why not.
type Wall = (&'static str, Option<&'static str>, &'static [&'static [&'static str]], &'static str);

/// Who may not reach what, at any distance.
const WALLS: &[Wall] = &[
    ("spec", None, &[IO, CLOCKS_AND_DICE, DATABASE, KUBERNETES, PAGES], "`spec` is a function of its text"),
    // `uuid` reaches `rand` when somebody else wants it to make ids; `pure_crates_only_read_ids` watches what `domain` wants.
    ("domain", Some("uuid"), &[IO, CLOCKS_AND_DICE, DATABASE, KUBERNETES, PAGES], "`domain` is only vocabulary"),
    ("store", None, &[KUBERNETES, PAGES], "`store` is the database and nothing else"),
    ("cluster", None, &[DATABASE, PAGES], "`cluster` never sees the database"),
    ("platform", Some("store"), &[DATABASE], "SQL is written in `store`"),
    ("platform", None, &[KUBERNETES, PAGES], "`platform` decides for every door and every cluster"),
    ("scheduler", Some("store"), &[DATABASE], "SQL is written in `store`"),
    ("scheduler", Some("cluster"), &[KUBERNETES], "clusters are behind the trait of `cluster`"),
    ("scheduler", None, &[PAGES], "editing a page must not recompile the scheduler"),
    ("app", Some("platform"), &[DATABASE], "a page can't write SQL"),
    ("app", None, &[KUBERNETES, EXECUTORS], "a page asks `platform`"),
    ("server", Some("store"), &[DATABASE], "SQL is written in `store`"),
    ("server", Some("cluster"), &[KUBERNETES], "clusters are behind the trait of `cluster`"),
];

/// From each package to the packages it depends on when it is built, not tested.
type Graph = BTreeMap<String, BTreeSet<String>>;

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .features(CargoOpt::AllFeatures)
        .other_options(vec!["--filter-platform".into(), format!("{}-unknown-linux-gnu", std::env::consts::ARCH)])
        .exec()
        .unwrap()
}

fn graph(metadata: &Metadata) -> Graph {
    let resolve = metadata.resolve.as_ref().unwrap();
    let name = |id| metadata[id].name.to_string();
    let mut graph = Graph::new();
    for node in &resolve.nodes {
        let normal = node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        // Two versions of one package are one node here: what either reaches, the name reaches.
        graph.entry(name(&node.id)).or_default().extend(normal.map(|dep| name(&dep.pkg)));
    }
    graph
}

/// The shortest way between two packages that does not pass through this one.
fn path(graph: &Graph, from: &str, except_through: Option<&str>, to: &str) -> Option<Vec<String>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::from([(from, from)]);
    let mut queue = VecDeque::from([from]);
    while let Some(here) = queue.pop_front() {
        if here == to {
            let step = |place: &&str| Some(came_from[place]).filter(|before| before != place);
            let mut steps: Vec<String> = std::iter::successors(Some(here), step).map(str::to_owned).collect();
            steps.reverse();
            return Some(steps);
        }
        if except_through == Some(here) {
            continue;
        }
        for next in graph.get(here).into_iter().flatten() {
            if !came_from.contains_key(next.as_str()) {
                came_from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    None
}

fn our_packages(metadata: &Metadata) -> BTreeMap<String, &Package> {
    metadata.workspace_packages().into_iter().map(|package| (package.name.to_string(), package)).collect()
}

#[test]
fn our_own_arrows_point_down() {
    let metadata = metadata();
    let ours = our_packages(&metadata);
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut broken = Vec::new();
    for (name, package) in &ours {
        let Some(allowed) = allowed.get(name.as_str()) else {
            broken.push(format!("{name} is in the workspace and not in this test's table"));
            continue;
        };
        let named =
            package.dependencies.iter().filter(|dep| dep.kind == DependencyKind::Normal && ours.contains_key(&dep.name));
        broken.extend(named.filter(|dep| !allowed.contains(&dep.name.as_str())).map(|dep| format!("{name} -> {}", dep.name)));
    }
    assert!(broken.is_empty(), "arrows that the architecture does not have:\n  {}", broken.join("\n  "));
}

#[test]
fn nobody_reaches_what_is_not_theirs() {
    let graph = graph(&metadata());
    assert!(path(&graph, "app", None, "diesel").is_some(), "the graph lacks an arrow that there is");
    let mut broken = Vec::new();
    for (from, except_through, forbidden, why) in WALLS {
        assert!(graph.contains_key(*from), "{from} is not a package any more");
        for to in forbidden.iter().copied().flatten() {
            if let Some(path) = path(&graph, from, *except_through, to) {
                broken.push(format!("{}: {why}", path.join(" -> ")));
            }
        }
    }
    assert!(broken.is_empty(), "broken arrows:\n  {}", broken.join("\n  "));
}

#[test]
fn pure_crates_only_read_ids() {
    let metadata = metadata();
    for (name, package) in our_packages(&metadata).iter().filter(|(name, _)| ["spec", "domain"].contains(&name.as_str())) {
        for dep in package.dependencies.iter().filter(|dep| dep.kind == DependencyKind::Normal && dep.name == "uuid") {
            let making: Vec<_> = dep.features.iter().filter(|feature| !["serde", "std"].contains(&feature.as_str())).collect();
            assert!(making.is_empty() && !dep.uses_default_features, "{name} makes ids: uuid with {making:?}");
        }
    }
}

#[test]
fn only_the_server_build_of_the_pages_brings_the_server_side() {
    let metadata = metadata();
    let ours = our_packages(&metadata);
    let app = ours["app"];
    let hydrate = &app.features["hydrate"];
    for name in ["platform", "axum", "leptos_axum"] {
        let dep = app.dependencies.iter().find(|dep| dep.name == name && dep.kind == DependencyKind::Normal).unwrap();
        assert!(dep.optional, "{name} would be compiled to wasm: make it optional, for `ssr`");
        assert!(!hydrate.iter().any(|feature| feature.contains(name)), "`hydrate` switches {name} on");
    }
}

#[test]
fn a_broken_arrow_is_found_and_its_path_told() {
    let arrows =
        [("app", "platform"), ("app", "view"), ("view", "orm"), ("platform", "store"), ("store", "diesel"), ("orm", "diesel")];
    let mut graph = Graph::new();
    for (from, to) in arrows {
        graph.entry(from.into()).or_default().insert(to.into());
    }
    let found = path(&graph, "app", Some("platform"), "diesel").unwrap();
    assert_eq!(found, ["app", "view", "orm", "diesel"]);
    graph.remove("view");
    assert_eq!(path(&graph, "app", Some("platform"), "diesel"), None);
    assert_eq!(path(&graph, "app", Some("platform"), "platform").map(|path| path.len()), Some(2));
    assert_eq!(path(&graph, "diesel", None, "app"), None);
}
