//! Requests → what answers them.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use serde_json::{Value, json};

use super::downloads::{self, Decided};
use super::session::{Choice, Session};
use super::sessions::Sessions;
use super::uploads;
use crate::cli::status::standing;
use crate::cli::{Lang, report};
use crate::report::local;
use crate::serve::{Method, Reply, Request, page};

/// Bytes what the page says may have.
const SAID_MAX: u64 = 64 << 10;
/// Letters a reason may have.
const REASON_MAX: usize = 500;

/// Answers a request; `end` ends the run.
pub(super) fn answer(sessions: &Sessions, request: &mut Request<'_>, end: &Sender<()>) -> Reply {
    match (request.method, request.path().as_slice()) {
        (Method::Get, [part]) => page(part).unwrap_or_else(nothing),
        (Method::Post, ["api", "session"]) => start(sessions),
        (Method::Post, ["api", "end"]) => {
            // Who waits for it may be gone already.
            let _ = end.send(());
            Reply::json(&json!({}))
        }
        (Method::Delete, ["api", name]) => {
            sessions.end(name);
            Reply::json(&json!({}))
        }
        (_, ["api", name, rest @ ..]) => match sessions.get(name) {
            Some(session) => of_session(sessions, &session, request, rest),
            None => nothing(),
        },
        _ => nothing(),
    }
}

fn nothing() -> Reply {
    Reply::refused(404, "không có nội dung này", "no such thing")
}

fn start(sessions: &Sessions) -> Reply {
    match sessions.start() {
        Ok((name, _)) => Reply::json(&json!({"session": name})),
        Err(why) => Reply::refused(409, &why, &why),
    }
}

fn of_session(sessions: &Sessions, session: &Arc<Session>, request: &mut Request<'_>, rest: &[&str]) -> Reply {
    match (request.method, rest) {
        (Method::Get, []) => state(sessions, session),
        (Method::Put, ["file"]) => uploads::take(sessions, session, request),
        (Method::Delete, ["file"]) => uploads::remove(session, request.asked("name").unwrap_or("")),
        (Method::Put, ["units"]) => uploads::units(sessions, session, request),
        (Method::Delete, ["units"]) => {
            session.set_units(None);
            Reply::json(&json!({}))
        }
        (Method::Post, ["check"]) => check(session, request),
        (Method::Get, ["progress"]) => Reply::json(&session.standing()),
        (Method::Get, ["result"]) => result(session, request),
        (Method::Get, ["sheets"]) => sheets(session, request.asked("at").unwrap_or("")),
        (Method::Post, ["choice"]) => choose(session, request),
        (Method::Get, ["get", what]) => downloads::get(session, what, request.asked("file")),
        _ => nothing(),
    }
}

/// What a page needs that is loaded anew.
fn state(sessions: &Sessions, session: &Session) -> Reply {
    let mut object = session.standing();
    object["files"] = uploads::list(session).into();
    object["file_mb"] = sessions.limits.file_mb.into();
    object["lang"] = if sessions.options.lang == Lang::En { "en" } else { "vi" }.into();
    Reply::json(&object)
}

fn check(session: &Arc<Session>, request: &mut Request<'_>) -> Reply {
    let Some(said) = request.body.json(SAID_MAX) else {
        return Reply::refused(400, "yêu cầu không hợp lệ", "not a request");
    };
    let year = said["year"].as_u64().and_then(|year| u16::try_from(year).ok()).filter(|y| (2000..=2100).contains(y));
    let password = said["password"].as_str().filter(|p| !p.is_empty()).map(str::to_owned);
    session.start(year, password);
    Reply::json(&json!({}))
}

fn unchecked() -> Reply {
    Reply::refused(409, "chưa kiểm tra xong", "not checked yet")
}

fn result(session: &Session, request: &Request<'_>) -> Reply {
    let Some(done) = session.done() else { return unchecked() };
    let mut options = session.options();
    options.lang = if request.asked("lang") == Some("en") { Lang::En } else { Lang::Vi };
    let report = done.report("check", &options);
    let mut object = local::render(&report, &standing(&done));
    object["choices"] = choices(session);
    object["conflicts"] = conflicts(session);
    Reply::json(&object)
}

/// The parts of the sheets around some findings, by their places in the report.
fn sheets(session: &Session, at: &str) -> Reply {
    let Some(done) = session.done() else { return unchecked() };
    let places = at.split(',').filter_map(|n| n.parse().ok()).filter(|n: &usize| *n < done.findings.len());
    let places: Vec<usize> = places.take(200).collect();
    let options = session.options();
    let drawn = report::excerpts(&done.report("check", &options), &done.entries, &places);
    let drawn: serde_json::Map<String, Value> =
        drawn.iter().map(|(at, part)| (at.to_string(), local::sheet(part))).collect();
    Reply::json(&Value::Object(drawn))
}

fn choices(session: &Session) -> Value {
    let choices = session.choices().into_iter();
    let one = |choice: Choice| json!({"accepted": choice.accepted, "reason": choice.reason});
    Value::Object(choices.map(|(id, choice)| (id, one(choice))).collect())
}

/// Cells of which the corrections in effect want different things, so that none of them is made.
fn conflicts(session: &Session) -> Value {
    let Some(done) = session.done() else { return Value::Null };
    let Ok(made) = Decided::of(session, &done).corrections(&done) else { return Value::Null };
    let one = |c: &crate::correct::Conflict| json!({"file": &*c.file, "sheet": &*c.sheet, "cell": c.cell.to_string(), "wanted": c.wanted, "findings": c.findings});
    made.conflicts.iter().map(one).collect()
}

/// Keeps what was decided about a correction. Who leaves one out says why.
fn choose(session: &Session, request: &mut Request<'_>) -> Reply {
    let bad = || Reply::refused(400, "yêu cầu không hợp lệ", "not a request");
    let Some(said) = request.body.json(SAID_MAX) else { return bad() };
    let Some(id) = said["id"].as_str() else { return bad() };
    let reason = said["reason"].as_str().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.chars().count() > REASON_MAX {
        return Reply::refused(400, "lý do quá dài", "the reason is too long");
    }
    let choice = match said["accepted"].as_bool() {
        Some(false) if reason.is_empty() => {
            return Reply::refused(400, "đề nghị nêu lý do không áp dụng", "a reason is needed");
        }
        Some(accepted) => Some(Choice { accepted, reason }),
        None => None,
    };
    if !session.choose(id, choice) {
        return nothing();
    }
    Reply::json(&json!({"choices": choices(session), "conflicts": conflicts(session)}))
}
