//! The projects.

use domain::{
    Scope,
    pages::Page,
    projects::{ProjectFilter, ProjectSummary},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::{
    context,
    functions::projects::list_projects,
    pages::reload::reload_after_changes,
    routes,
    ui::{
        Button, ButtonLink, EmptyState, FilterChip, FilterChips, GetForm, Icon, Load, PageHeader, Pagination, Table, Tags,
        Time, Variant,
    },
};

/// The projects: those in use, or those in the archive.
#[component]
pub fn ProjectList() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(read));
    let projects = Resource::new_blocking(move || filter.get(), list_projects);
    reload_after_changes(projects, |_| true);

    view! {
        <PageHeader title="Projects">
            {may_create()
                .then(|| {
                    view! {
                        <ButtonLink href=routes::NEW_PROJECT variant=Variant::Primary icon=Icon::Plus>
                            "New project"
                        </ButtonLink>
                    }
                })}
        </PageHeader>
        <div class="toolbar">
            {move || search(&filter.get())}
            <FilterChips label="Archive">
                <FilterChip
                    label="In use"
                    href=Signal::derive(move || filter.with(|filter| write(&ProjectFilter { archived: false, ..first_page(filter) })))
                    active=Signal::derive(move || filter.with(|filter| !filter.archived))
                />
                <FilterChip
                    label="Archived"
                    href=Signal::derive(move || filter.with(|filter| write(&ProjectFilter { archived: true, ..first_page(filter) })))
                    active=Signal::derive(move || filter.with(|filter| filter.archived))
                />
            </FilterChips>
        </div>
        <Load resource=projects children=move |page| list(page, &filter.get_untracked()) />
    }
    .into_any()
}

/// Whether the viewer may make projects in any organization.
pub(in crate::pages) fn may_create() -> bool {
    may_anywhere(Scope::ProjectWrite)
}

/// Whether the viewer may do this in any organization.
pub(in crate::pages) fn may_anywhere(scope: Scope) -> bool {
    context::viewer().is_some_and(|viewer| viewer.memberships.iter().any(|membership| membership.role.grants(scope)))
}

fn search(filter: &ProjectFilter) -> impl IntoView + use<> {
    let (search, archived) = (filter.search.clone().unwrap_or_default(), filter.archived);
    view! {
        <GetForm action=routes::PROJECTS class="project-search">
            <input
                class="input"
                type="search"
                name="search"
                aria-label="Search projects"
                placeholder="Search projects"
                autocomplete="off"
                data-filter=""
                value=search
            />
            {archived.then(|| view! { <input type="hidden" name="archived" value="true" /> })}
            <Button kind="submit">"Search"</Button>
        </GetForm>
    }
}

fn list(page: Page<ProjectSummary>, filter: &ProjectFilter) -> AnyView {
    if page.items.is_empty() {
        return nothing(filter);
    }
    // The organization is worth a column only to those who see several.
    let several = context::viewer().is_some_and(|viewer| viewer.memberships.len() > 1);
    let total = format!("{} {}", page.total_text(), if page.total == 1 { "project" } else { "projects" });
    let newer = page.previous.map(|before| write(&ProjectFilter { before: Some(before), ..first_page(filter) }));
    let older = page.next.map(|after| write(&ProjectFilter { after: Some(after), ..first_page(filter) }));
    let rows: Vec<_> = page.items.into_iter().map(|project| row(project, several)).collect();
    view! {
        <Table caption="Projects" columns=&["Name", "Tags|wide-only", "Active|num", "Runs|num medium-only", "Last run|num medium-only"]>
            {rows}
        </Table>
        <Pagination newer older total />
    }
    .into_any()
}

fn row(project: ProjectSummary, several: bool) -> AnyView {
    let name = if several { format!("{}/{}", project.organization, project.name) } else { project.name.clone() };
    let last = match project.last_run_at {
        Some(at) => view! { <Time at=at /> }.into_any(),
        None => view! { <span class="muted">"never"</span> }.into_any(),
    };
    view! {
        <tr data-row="">
            <td class="project-cell">
                <a class="row-link" href=routes::project(&project.organization, &project.name)>{name}</a>
                {(!project.description.is_empty()).then(|| view! { <p class="muted project-line">{project.description.clone()}</p> })}
            </td>
            <td class="wide-only"><Tags tags=project.tags /></td>
            <td class="num">{project.active_runs}</td>
            <td class="num medium-only">{many(project.runs)}</td>
            <td class="num medium-only">{last}</td>
        </tr>
    }
    .into_any()
}

/// How many, as far as it was counted.
pub(super) fn many(count: u64) -> String {
    Page::<()> { total: count, ..Page::empty() }.total_text()
}

fn nothing(filter: &ProjectFilter) -> AnyView {
    if let Some(search) = &filter.search {
        let text = format!("No project's name or description contains “{search}”.");
        let all = write(&ProjectFilter { search: None, ..first_page(filter) });
        return view! {
            <EmptyState icon=Icon::Search title="No project found" text>
                <ButtonLink href=all>"Show all"</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    if filter.archived {
        let text =
            "A project that is no longer worked on can be archived in its settings: its runs stay, and it takes no new ones.";
        return view! { <EmptyState icon=Icon::Archive title="Nothing archived" text /> }.into_any();
    }
    if !may_create() {
        let text = "Projects hold runs. Ask an owner, a manager or an admin of your organization to make one.";
        return view! { <EmptyState icon=Icon::Folder title="No projects yet" text /> }.into_any();
    }
    view! {
        <EmptyState
            icon=Icon::Folder
            title="No projects yet"
            text="A project holds the runs that belong together, and a README that says what they are about."
        >
            <ButtonLink href=routes::NEW_PROJECT variant=Variant::Primary icon=Icon::Plus>
                "New project"
            </ButtonLink>
        </EmptyState>
    }
    .into_any()
}

/// The filter that the page's query asks for.
fn read(query: &ParamsMap) -> ProjectFilter {
    let text = |name: &str| query.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    ProjectFilter {
        search: text("search"),
        archived: text("archived").as_deref() == Some("true"),
        after: text("after"),
        before: text("before"),
        ..ProjectFilter::default()
    }
}

/// The page's address under a filter.
fn write(filter: &ProjectFilter) -> String {
    let mut query = ParamsMap::new();
    let archived = filter.archived.then(|| "true".to_owned());
    for (name, value) in [
        ("search", filter.search.clone()),
        ("archived", archived),
        ("after", filter.after.clone()),
        ("before", filter.before.clone()),
    ] {
        if let Some(value) = value {
            query.insert(name, value);
        }
    }
    format!("{}{}", routes::PROJECTS, query.to_query_string())
}

fn first_page(filter: &ProjectFilter) -> ProjectFilter {
    ProjectFilter { after: None, before: None, ..filter.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back() {
        let filter = ProjectFilter {
            search: Some("a b&c".into()),
            archived: true,
            after: Some("x1".into()),
            ..ProjectFilter::default()
        };
        assert_eq!(write(&filter), "/projects?search=a%20b%26c&archived=true&after=x1");
        let query: ParamsMap =
            [("search", " a b&c "), ("archived", "true"), ("after", "x1"), ("before", "")].into_iter().collect();
        assert_eq!(read(&query), filter);
        assert_eq!(write(&ProjectFilter::default()), "/projects");
    }
}
