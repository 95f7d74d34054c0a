//! The values of metrics, in a table.

use domain::tracking::MetricSummary;
use leptos::prelude::*;

use super::number::number_text;
use crate::ui::Table;

/// A value for people; what is infinite or not a number is said in words.
pub(super) fn value_text(value: Option<f64>, count: u64) -> String {
    match value {
        Some(value) => number_text(value),
        None if count == 0 => "–".to_owned(),
        None => "not a number".to_owned(),
    }
}

/// The address of a metric's chart on its page.
pub(super) fn anchor(name: &str) -> String {
    format!("metric-{}", name.replace(char::is_whitespace, "_"))
}

pub(super) fn table(metrics: Vec<MetricSummary>) -> AnyView {
    let rows: Vec<_> = metrics
        .into_iter()
        .map(|metric| {
            let MetricSummary { name, last, last_step, min, max, count } = metric;
            let step = last_step.map_or_else(|| "–".to_owned(), |step| step.to_string());
            view! {
                <tr>
                    <td class="mono"><a class="link" rel="external" href=format!("#{}", anchor(&name))>{name.clone()}</a></td>
                    <td class="num" title=last.map(|value| value.to_string())>{value_text(last, count)}</td>
                    <td class="num">{step}</td>
                    <td class="num medium-only">{value_text(min, count)}</td>
                    <td class="num medium-only">{value_text(max, count)}</td>
                    <td class="num wide-only">{count}</td>
                </tr>
            }
        })
        .collect();
    let columns = &["Metric", "Last|num", "Step|num", "Min|num medium-only", "Max|num medium-only", "Points|num wide-only"];
    view! { <Table caption="Metrics" columns>{rows}</Table> }.into_any()
}
