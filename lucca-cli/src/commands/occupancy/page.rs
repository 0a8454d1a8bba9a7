//! The page with charts: one file that asks nobody for anything.

use std::fmt::Write as _;

use jiff::civil::Weekday;
use lucca_sdk::office::presence::Presence;

use super::site::{Counted, Scope, Site, name};
use super::{is_shown, percent};
use crate::text::harmless;

/// Of a chart, in its own units.
const WIDTH: usize = 300;
const HEIGHT: usize = 120;
const FLOOR: usize = 96;
const TOP: usize = 14;

/// Light and dark, from 400 pixels on, and on paper. The policy forbids every request.
const HEAD: &str = r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d5dbe3; --paper: #fff; --card: #f6f8fa; --first: #2f6f9f; --second: #7fb2d6; --over: #c0392b; --room: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #38424f; --paper: #12171d; --card: #1a2129; --first: #5aa5db; --second: #33668c; --over: #f0705f; --room: #e0b050; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 1320px; background: var(--paper); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2.2rem 0 .2rem; font-size: 1.25rem; overflow-wrap: anywhere; }
h3 { margin: 1.2rem 0 .2rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .2rem 0 .8rem; color: var(--soft); }
.weeks { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: .75rem; }
figure { margin: 0; padding: .5rem; max-width: 440px; background: var(--card); border: 1px solid var(--line); border-radius: 6px; break-inside: avoid; }
figcaption { font-size: .85rem; color: var(--soft); }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font: 9px system-ui, sans-serif; text-anchor: middle; }
svg .room { stroke: var(--room); stroke-dasharray: 4 3; }
svg .base { stroke: var(--line); }
.first { fill: var(--first); background: var(--first); } .second { fill: var(--second); background: var(--second); } .over { fill: var(--over); background: var(--over); }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 .8em; border-radius: 2px; }
.dash { display: inline-block; width: 1.4em; margin: 0 .3em .25em .8em; border-top: 2px dashed var(--room); }
.table { overflow-x: auto; }
table { margin: .6rem 0; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --card: #fff; --first: #2f6f9f; --second: #9cc3df; --over: #c0392b; --room: #8a5a00; } body { max-width: none; padding: 0; font-size: 11pt; } h2, h3 { break-after: avoid; } .first, .second, .over { print-color-adjust: exact; } .table { overflow: visible; } }
</style>
"##;

pub(super) fn page(presence: &Presence, sites: &[Site], account: &str) -> String {
    let days: Vec<_> = presence.days().map(|day| day.date()).collect();
    let long = |day: &jiff::civil::Date| day.strftime("%-d %B %Y").to_string();
    let span = match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{} to {}", long(first), long(last)),
        (Some(day), _) => long(day),
        _ => String::new(),
    };
    let mut page = HEAD.to_owned();
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "<title>Occupancy, {span}</title>\n</head>\n<body>\n<h1>Occupancy</h1>\n\
         <p>{span} · {}</p>\n\
         <p><span class=\"key first\"></span>morning<span class=\"key second\"></span>afternoon\
         <span class=\"key over\"></span>more than there is room for<span class=\"dash\"></span>room</p>\n",
        escape(account)
    );
    for site in sites {
        for scope in site.scopes() {
            section(&mut page, site, scope);
        }
    }
    page.push_str("<h2>By weekday</h2>\n<p>The mean of the half days, and the most at once.</p>\n");
    weekdays(&mut page, sites);
    page.push_str("</body>\n</html>\n");
    page
}

fn section(page: &mut String, site: &Site, scope: &Scope) {
    let level = if scope.kind == "location" || scope.kind == "unaccounted" {
        2
    } else {
        3
    };
    let room = match (scope.capacity, scope.kind) {
        (Some(capacity), _) => format!("Room for {capacity}. "),
        (None, "unaccounted") => "A contract, and no place. ".to_owned(),
        (None, _) => "No limit. ".to_owned(),
    };
    let _ = write!(
        page,
        "<h{level}>{}</h{level}>\n<p>{room}At most {} at once.</p>\n",
        escape(&site.title(scope)),
        scope.peak()
    );
    if !scope.has_something_to_show() {
        return;
    }
    page.push_str("<div class=\"weeks\">\n");
    let most = usize::try_from(scope.capacity.unwrap_or(0)).unwrap_or(0);
    let most = most.max(scope.peak()).max(1);
    let shown: Vec<&Counted> = scope
        .counted
        .iter()
        .filter(|counted| is_shown(counted))
        .collect();
    for week in shown
        .chunk_by(|day, next| day.date.iso_week_date().week() == next.date.iso_week_date().week())
    {
        chart(page, scope, week, most);
    }
    page.push_str("</div>\n");
}

/// A week: seven places for days, so that all charts have one scale.
fn chart(page: &mut String, scope: &Scope, week: &[&Counted], most: usize) {
    let Some(first) = week.first() else { return };
    let days = week.len().max(5);
    let slot = WIDTH / days;
    let height = |people: usize| (FLOOR - TOP) * people / most;
    let caption = first.date.strftime("Week %G-W%V").to_string();
    let _ = write!(
        page,
        "<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         role=\"img\" aria-label=\"{caption}\">"
    );
    for (number, day) in week.iter().enumerate() {
        let left = number * slot + slot / 8;
        let bar = slot * 3 / 8;
        for ((half, class), people) in [("morning", "first"), ("afternoon", "second")]
            .into_iter()
            .zip(day.people)
        {
            let over = scope
                .capacity
                .is_some_and(|capacity| people as i64 > capacity);
            let class = if over { "over" } else { class };
            let x = left + if half == "morning" { 0 } else { bar };
            let (tall, said) = (height(people), percent(people, scope.capacity));
            let said = said.map_or_else(String::new, |percent| format!(", {percent} %"));
            let _ = write!(
                page,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{}\" height=\"{tall}\">\
                 <title>{} {half}: {people}{said}</title></rect>\
                 <text x=\"{}\" y=\"{}\">{people}</text>",
                FLOOR - tall,
                bar.saturating_sub(1),
                day.date,
                x + bar / 2,
                FLOOR - tall - 3
            );
        }
        let _ = write!(
            page,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            left + bar,
            FLOOR + 14,
            day.date.strftime("%a %-d %b")
        );
    }
    let _ = write!(
        page,
        "<line class=\"base\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{FLOOR}\" y2=\"{FLOOR}\"/>"
    );
    if let Some(room) = scope
        .capacity
        .and_then(|capacity| usize::try_from(capacity).ok())
    {
        let y = FLOOR - height(room);
        let _ = write!(
            page,
            "<line class=\"room\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"/>"
        );
    }
    page.push_str("</svg></figure>\n");
}

fn weekdays(page: &mut String, sites: &[Site]) {
    const DAYS: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let shown = |day: &Weekday| {
        let mut all = sites.iter().flat_map(|site| &site.whole.counted);
        all.any(|counted| counted.date.weekday() == *day && is_shown(counted))
    };
    let days: Vec<Weekday> = DAYS.into_iter().filter(shown).collect();
    page.push_str("<div class=\"table\"><table>\n<tr><th>Place</th><th>Room</th>");
    for day in &days {
        let _ = write!(page, "<th>{}</th>", name(*day));
    }
    page.push_str("</tr>\n");
    for site in sites {
        for scope in site.scopes() {
            let room = scope
                .capacity
                .map_or_else(String::new, |room| room.to_string());
            let _ = write!(
                page,
                "<tr><th>{}</th><td>{room}</td>",
                escape(&site.title(scope))
            );
            for day in &days {
                let _ = match scope.on(*day) {
                    Some((mean, peak)) => write!(page, "<td>{mean:.1} ({peak})</td>"),
                    None => write!(page, "<td></td>"),
                };
            }
            page.push_str("</tr>\n");
        }
    }
    page.push_str("</table></div>\n");
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in harmless(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
