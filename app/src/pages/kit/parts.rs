//! What tells people things.

use domain::{ApiError, ErrorCode, Status, Timestamp, statuses::Tone};
use leptos::prelude::*;

use crate::{
    context,
    ui::{
        ButtonLink, CodeBlock, Duration, EmptyState, Fact, Facts, FilterChip, FilterChips, Icon, Meter, Pagination, Section,
        ShortId, StatusBadge, Tab, Table, Tabs, Tags, Time, Toast, Variant, ViewLink, Views, icon, load::error_view,
        toast::toast_view,
    },
};

const SAMPLE: &str = "version: 1.1\nkind: component\nrun:\n  kind: job\n  container:\n    image: python:3.12\n    command: [python, -c, \"print('hello')\"]";

pub(super) fn show(theme: &'static str) -> impl IntoView {
    let now = context::now().get_untracked();
    view! {
        <Section title="Statuses">
            <div class="kit-statuses">{Status::ALL.iter().map(|status| view! { <StatusBadge status=*status /> }).collect_view()}</div>
        </Section>
        <Section title="Filters, table, pages">
            <div class="stack">
                <FilterChips label=format!("Status, {theme}")>
                    {Tone::ALL
                        .iter()
                        .map(|tone| {
                            view! { <FilterChip href="/ui" label=tone.label() count="12" tone=*tone active=*tone == Tone::Running /> }
                        })
                        .collect_view()}
                </FilterChips>
                <div>
                    <Table
                        caption=format!("Runs, {theme}")
                        columns=&["Status", "Name", "Tags|wide-only", "Duration|num medium-only", "Started|medium-only"]
                    >
                        {row(Status::Running, "mnist-baseline", now, 192)}
                        {row(Status::Queued, "a-name-so-long-that-it-has-to-be-cut-somewhere-or-else-scroll", now, 0)}
                        {row(Status::Failed, "cifar-wide", now, 18_420)}
                    </Table>
                    <Pagination newer=None older=Some("/ui".to_owned()) total="1,204 runs" label=format!("Pages, {theme}") />
                </div>
            </div>
        </Section>
        <Section title="Tabs and facts" card=true>
            <Tabs label=format!("Run, {theme}")>
                <Tab href="/ui" label="Overview" />
                <Tab href="/ui/logs" label="Logs" count="12,400" />
                <Tab href="/ui/spec" label="Spec" />
            </Tabs>
            <Views label=format!("Ways to look at it, {theme}")>
                <ViewLink href="/ui" label="YAML" active=true />
                <ViewLink href="/ui" label="Form" active=false />
            </Views>
            <Facts>
                <Fact label="Id"><ShortId id="0199aabbccddeeff0011223344556677" short="44556677" /></Fact>
                <Fact label="Started"><Time at=now.plus_seconds(-400) /></Fact>
                <Fact label="Duration"><Duration from=Some(now.plus_seconds(-192)) to=None /></Fact>
                <Fact label="Tags"><Tags tags=vec!["mnist".into(), "baseline".into()] /></Fact>
            </Facts>
        </Section>
        <Section title="Meters" text="Of what there is, how much is used.">
            <div class="grid-3">
                <Meter label="CPU" text="12 of 64 cores" value=12.0 max=64.0 />
                <Meter label="Memory" text="232 of 256 GiB" value=232.0 max=256.0 />
                <Meter label="GPUs" text="8 of 8" value=8.0 max=8.0 />
            </div>
        </Section>
        <Section title="Nothing yet" card=true>
            <EmptyState
                icon=Icon::Play
                title="No runs yet"
                text="A run is one execution of a polyaxonfile. Submit one here or from the command line."
                sample=SAMPLE
                sample_name="hello.yaml"
            >
                <ButtonLink href="/ui" variant=Variant::Primary icon=Icon::Plus>"New run"</ButtonLink>
            </EmptyState>
        </Section>
        <Section title="Errors, toasts" danger=true>
            {error_view(ApiError::new(ErrorCode::Unavailable, "the database is away").with_hint("try again in a minute"))}
            {toast_view(
                Toast { text: "cifar-wide failed".into(), link: Some(("/ui".into(), "Open".into())) },
                || (),
            )}
        </Section>
        <Section title="Code">
            <CodeBlock text=SAMPLE label=format!("hello.yaml, {theme}") />
        </Section>
        <Section title="Icons">
            <div class="row">{Icon::ALL.iter().map(|shape| view! { <span title=shape.name()>{icon(*shape)}</span> }).collect_view()}</div>
        </Section>
    }
}

fn row(status: Status, name: &'static str, now: Timestamp, seconds: i64) -> impl IntoView {
    let started = (seconds > 0).then(|| now.plus_seconds(-seconds));
    view! {
        <tr data-row>
            <td><StatusBadge status /></td>
            <td><a class="row-link" href="/ui">{name}</a></td>
            <td class="wide-only"><Tags tags=vec!["mnist".into()] /></td>
            <td class="num medium-only"><Duration from=started to=status.is_done().then_some(now) /></td>
            <td class="medium-only"><Time at=now.plus_seconds(-seconds) /></td>
        </tr>
    }
}
