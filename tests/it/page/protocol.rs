//! Without a browser: who is let in, what is refused, what is kept and what goes.

use std::io::{Cursor, Read};
use std::net::{TcpStream, UdpSocket};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::json;

use super::server::{Server, coded, fixture};

const FAULTY: &str = "da-nang-2021/02-quan-thanh-khe.xlsm";

#[test]
fn only_the_page_itself_is_answered() {
    let server = Server::start(&[]);
    let (port, token) = (server.port, &server.token);
    let own = format!("Host: 127.0.0.1:{port}");
    let get = |path: &str, headers: &[&str]| {
        server.raw(format!("GET {path} HTTP/1.1\r\n{}\r\n\r\n", headers.join("\r\n")).as_bytes())
    };
    let page = format!("/{token}/");
    let good = get(&page, &[&own]);
    assert_eq!(good.status, 200, "{}", good.head);
    for header in [
        "Content-Security-Policy: default-src 'none'; script-src 'self'",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Frame-Options: DENY",
    ] {
        assert!(good.head.contains(header), "{header}: {}", good.head);
    }
    assert!(!good.head.contains("Access-Control"), "{}", good.head);
    let foreign = [
        ("/", vec![&*own]),
        ("/page.js", vec![&*own]),
        (&*page.to_uppercase(), vec![&*own]),
        (&*page, vec!["Host: example.com"]),
        (&*page, vec!["Host: localhost"]),
        (&*page, vec![&*own, "Origin: http://example.com"]),
        (&*page, vec![&*own, "Origin: null"]),
        (&*page, vec![&*own, "Sec-Fetch-Site: cross-site"]),
    ];
    for (path, headers) in foreign {
        let refused = get(path, &headers);
        assert_eq!(refused.status, 403, "{path} {headers:?}");
        assert!(!String::from_utf8_lossy(&refused.body).contains(token.as_str()));
    }
    // A form of another page can send this much, and not our header.
    let form = format!("POST /{token}/api/end HTTP/1.1\r\n{own}\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(server.raw(form.as_bytes()).status, 403);
    assert_eq!(get(&page, &[&own]).status, 200, "it goes on");
}

#[test]
fn no_other_interface_is_served() {
    let server = Server::start(&[]);
    // Nothing is sent: the system only says which address of this computer would be used.
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a socket");
    let Ok(other) = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr()) else { return };
    assert!(other.ip().is_loopback() || TcpStream::connect((other.ip(), server.port)).is_err(), "{other}");
}

#[test]
fn nonsense_is_refused_and_nothing_stops() {
    let server = Server::start(&[]);
    for request in
        [&b"\r\n\r\n"[..], b"\0\0\0\0\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nHost\r\n\r\n", &[b'x'; 40_000]]
    {
        let status = server.raw(&[request, b"\n\n"].concat()).status;
        assert!([400, 405, 431].contains(&status), "{status}");
    }
    let session = server.session();
    for (method, path) in [
        ("GET", "api/nobody"),
        ("GET", "api/nobody/result"),
        ("PUT", "nothing"),
        ("GET", &format!("api/{session}/nothing")),
        ("GET", &format!("api/{session}/get/copies")),
        ("GET", &format!("api/{session}/sheets?at=0,1,99999999999999999999")),
        ("POST", &format!("api/{session}/choice")),
        ("GET", "%2e%2e/%2e%2e/etc/passwd"),
    ] {
        let status = server.ask(method, path, b"{").status;
        assert!([400, 404, 409].contains(&status), "{method} {path}: {status}");
    }
    assert_eq!(server.ask("GET", "", b"").status, 200);
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let server = Server::start(&[]);
    let session = server.session();
    let bytes = fixture(FAULTY);
    for name in ["../a.xlsx", "a/../../b.xlsx", "..", "", "a.exe", "a.html", "a\\..\\b"] {
        assert_eq!(server.give(&session, name, &bytes).status, 400, "{name}");
    }
    for name in ["/etc/a.xlsx", "./b.xlsx", "Quận <1>.xlsx", "c\n.xlsx"] {
        assert_eq!(server.give(&session, name, &bytes).status, 200, "{name}");
    }
    let state = server.ask("GET", &format!("api/{session}"), b"").json();
    let names: Vec<&str> =
        state["files"].as_array().expect("files").iter().filter_map(|f| f["name"].as_str()).collect();
    let angles = if cfg!(windows) { "Quận -1-.xlsx" } else { "Quận <1>.xlsx" };
    assert_eq!(names, [angles, "b.xlsx", "c-.xlsx", "etc/a.xlsx"]);
    let other: Vec<_> = server.temporary.path().read_dir().expect("a folder").collect();
    assert_eq!(other.len(), 1, "nothing beside the folder of the run");
}

#[test]
fn two_files_of_one_name_are_both_accounted_for() {
    let server = Server::start(&[]);
    let session = server.session();
    let (first, second) = (fixture(FAULTY), fixture("da-nang-2021/01-quan-hai-chau.xlsx"));
    let became = |reply: super::server::Reply| (reply.status, reply.json()["became"].as_str().map(str::to_owned));
    let say = |text: &str| Some(text.to_owned());
    assert_eq!(became(server.give(&session, "a.xlsx", &first)), (200, say("new")));
    assert_eq!(became(server.give(&session, "a.xlsx", &first)), (200, say("same")));
    assert_eq!(became(server.give(&session, "a.xlsx", &second)), (200, say("asked")));
    let meet = |how: &str| server.ask("PUT", &format!("api/{session}/file?name=a.xlsx&meet={how}"), &second);
    assert_eq!(became(meet("both")), (200, say("both")));
    assert_eq!(became(meet("replace")), (200, say("replaced")));
    let names = server.ask("GET", &format!("api/{session}"), b"").json()["files"].clone();
    assert_eq!(names[0]["name"], "a (2).xlsx");
    assert_eq!(names[1]["name"], "a.xlsx");
    assert_eq!(names[1]["size"].as_u64(), Some(second.len() as u64));
    assert_eq!(server.ask("DELETE", &format!("api/{session}/file?name=a.xlsx"), b"").status, 200);
    assert_eq!(server.ask("DELETE", &format!("api/{session}/file?name=a.xlsx"), b"").status, 404);
}

#[test]
fn limits_are_those_that_are_declared() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("khai-bao.toml");
    std::fs::write(&config, "limits = { file_mb = 1 }").expect("written");
    let server = Server::start(&["--config", config.to_str().expect("UTF-8")]);
    let session = server.session();
    let large = server.give(&session, "a.xlsx", &vec![0; (1 << 20) + 1]);
    assert_eq!(large.status, 413, "{}", large.head);
    assert_eq!(server.give(&session, "a.xlsx", &vec![0; 1 << 20]).status, 200);
    // Announced and not sent: nothing of it is kept.
    let own = format!("Host: 127.0.0.1:{}\r\nX-Xeploai: 1", server.port);
    let path = format!("/{}/api/{session}/file?name=b.xlsx", server.token);
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("connects");
    let cut = format!("PUT {path} HTTP/1.1\r\n{own}\r\nContent-Length: 1000\r\n\r\nabc");
    std::io::Write::write_all(&mut stream, cut.as_bytes()).expect("sent");
    stream.shutdown(std::net::Shutdown::Write).expect("shut");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    let files = server.ask("GET", &format!("api/{session}"), b"").json()["files"].clone();
    assert_eq!(files.as_array().map(Vec::len), Some(1));
}

/// The rows of a sheet, as text.
fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = workbook.worksheet_range(sheet).expect(sheet);
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

#[test]
fn decisions_are_in_the_copies_and_in_their_list() {
    let server = Server::start(&[]);
    let session = server.session();
    assert_eq!(server.give(&session, "Quận/thanh-khe.xlsm", &fixture(FAULTY)).status, 200);
    assert_eq!(server.give(&session, "xa.xlsx", &fixture("layouts/mau-bao-cao-xa-sai.xlsx")).status, 200);
    let report = server.check(&session);
    let of = |rule: &str| {
        let findings = report["findings"].as_array().expect("findings");
        let finding = findings.iter().find(|f| f["rule"] == rule && !f["fix"].is_null()).expect("a finding");
        finding["id"].as_str().expect("an id").to_owned()
    };
    let (safe, suggested) = (of("S202"), of("S201"));
    let choose =
        |said: serde_json::Value| server.ask("POST", &format!("api/{session}/choice"), said.to_string().as_bytes());
    assert_eq!(choose(json!({"id": safe, "accepted": false, "reason": " "})).status, 400, "a reason is needed");
    assert_eq!(choose(json!({"id": "S202-000000", "accepted": true})).status, 404);
    assert_eq!(choose(json!({"id": safe, "accepted": false, "reason": "=1+1 chờ văn bản"})).status, 200);
    assert_eq!(choose(json!({"id": suggested, "accepted": true, "reason": "đã gọi điện"})).status, 200);
    // One copy, of the file whose correction was accepted; the other is left as it is.
    let copy = |file: &str| server.ask("GET", &format!("api/{session}/get/copy?file={}", coded(file)), b"");
    assert_eq!(copy("Quận/thanh-khe.xlsm").status, 409);
    let copy = copy("xa.xlsx");
    assert!(
        copy.head.contains("filename*=UTF-8''xa%20%28%C4%91%C3%A3%20ch%E1%BB%89nh%20s%E1%BB%ADa%29.xlsx"),
        "{}",
        copy.head
    );
    let mut workbook = Xlsx::new(Cursor::new(&copy.body)).expect("a workbook");
    let sheet = workbook.sheet_names()[0].clone();
    let range = workbook.worksheet_range(&sheet).expect("a sheet");
    assert_eq!(range.get_value((12, 3)).map(Data::to_string).as_deref(), Some("10"), "D13");
    // The list says both, with the reasons.
    let zip = server.ask("GET", &format!("api/{session}/get/copies"), b"");
    let mut archive = zip::ZipArchive::new(Cursor::new(&zip.body)).expect("an archive");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert_eq!(names, ["xa (đã chỉnh sửa).xlsx", "Nội dung chỉnh sửa.xlsx"]);
    let mut list = Vec::new();
    archive.by_name("Nội dung chỉnh sửa.xlsx").expect("the list").read_to_end(&mut list).expect("read");
    let made = rows(&list, "Nội dung chỉnh sửa");
    assert!(made.iter().any(|row| row[3] == "D13" && row[7].contains("Xác nhận: đã gọi điện.")), "{made:?}");
    let declined = rows(&list, "Nội dung không áp dụng");
    let line = declined.iter().find(|row| row[3] == "F29").expect("the declined cell");
    assert_eq!((&*line[1], &*line[4], &*line[5]), ("thanh-khe.xlsm", "253", "235"));
    assert!(line[7].contains("Lý do không áp dụng: =1+1 chờ văn bản."), "{line:?}");
    // Undone, it is as before.
    assert_eq!(choose(json!({"id": safe, "accepted": null})).status, 200);
    let again = server.ask("GET", &format!("api/{session}/get/copy?file={}", coded("Quận/thanh-khe.xlsm")), b"");
    assert_eq!(again.status, 200);
}

#[test]
fn everything_that_can_be_saved_is_what_the_commands_write() {
    let server = Server::start(&[]);
    let session = server.session();
    for name in ["01-quan-hai-chau.xlsx", "02-quan-thanh-khe.xlsm", "03 Quận Sơn Trà.xls"] {
        assert_eq!(server.give(&session, name, &fixture(&format!("da-nang-2021/{name}"))).status, 200);
    }
    let report = server.check(&session);
    assert_eq!(report["summary"]["files_read"], 3);
    assert_eq!(report["files"][1]["path"], "02-quan-thanh-khe.xlsm", "no place on this computer");
    let folder = tempfile::tempdir().expect("a folder");
    for file in report["files"].as_array().expect("files") {
        let name = file["path"].as_str().expect("a name");
        std::fs::write(folder.path().join(name), fixture(&format!("da-nang-2021/{name}"))).expect("written");
    }
    let command = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_xeploai")).current_dir(folder.path()).args(arguments).output();
        output.expect("runs")
    };
    command(&["consolidate", ".", "--out", "t.xlsx", "--per-unit", "phieu"]);
    command(&["fix", ".", "--out", "sua", "--report", "r.html"]);
    let written = |name: &str| std::fs::read(folder.path().join(name)).expect(name);
    let got = |what: &str| {
        let reply = server.ask("GET", &format!("api/{session}/get/{what}"), b"");
        assert_eq!(reply.status, 200, "{what}");
        reply.body
    };
    assert!(got("consolidated") == written("t.xlsx"), "the consolidated workbook");
    let mut reviews = zip::ZipArchive::new(Cursor::new(got("reviews"))).expect("an archive");
    assert_eq!(reviews.len(), folder.path().join("phieu").read_dir().expect("a folder").count());
    for index in 0..reviews.len() {
        let mut member = reviews.by_index(index).expect("a member");
        let (mut bytes, name) = (Vec::new(), member.name().expect("a name").to_string());
        member.read_to_end(&mut bytes).expect("read");
        assert!(bytes == written(&format!("phieu/{name}")), "{name}");
    }
    let mut copies = zip::ZipArchive::new(Cursor::new(got("copies"))).expect("an archive");
    let mut bytes = Vec::new();
    copies.by_name("02-quan-thanh-khe (đã chỉnh sửa).xlsm").expect("a copy").read_to_end(&mut bytes).expect("read");
    assert!(bytes == written("sua/02-quan-thanh-khe.xlsm"), "the corrected copy");
    assert!(got("list") == written("sua/Nội dung chỉnh sửa.xlsx"), "the list of corrections");
    let page = String::from_utf8(got("report")).expect("UTF-8");
    assert!(page.contains("Quận Thanh Khê") && !page.contains(&*server.temporary.path().to_string_lossy()));
}

#[test]
fn a_list_of_units_tells_who_has_not_sent() {
    let server = Server::start(&[]);
    let session = server.session();
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("danh-muc.xlsx");
    let made = Command::new(env!("CARGO_BIN_EXE_xeploai"))
        .args(["init", "fixtures/da-nang-2021", "--units", "--out"])
        .arg(&list)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    server.give(&session, "a.xlsm", &fixture(FAULTY));
    let bad = server.ask("PUT", &format!("api/{session}/units?name=x.xlsx"), &fixture(FAULTY));
    assert_eq!(bad.status, 400);
    assert!(!String::from_utf8_lossy(&bad.body).contains("xeploai-"), "no place on this computer");
    let taken = server.ask("PUT", &format!("api/{session}/units?name=d.xlsx"), &std::fs::read(&list).expect("a list"));
    assert_eq!(taken.status, 200, "{}", String::from_utf8_lossy(&taken.body));
    let report = server.check(&session);
    let states: Vec<&str> =
        report["units"].as_array().expect("units").iter().filter_map(|u| u["state"].as_str()).collect();
    assert!(states.contains(&"not-sent") && states.contains(&"review"), "{states:?}");
}

#[test]
fn a_year_and_a_password_are_taken_with_the_check() {
    let server = Server::start(&[]);
    let session = server.session();
    server.give(&session, "a.xlsx", &fixture("encrypted/password-known.xlsx"));
    server.give(&session, "b.xlsm", &fixture(FAULTY));
    let codes = |report: &serde_json::Value| {
        let findings = report["findings"].as_array().expect("findings").iter();
        findings.filter_map(|f| f["rule"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert!(codes(&server.check(&session)).contains(&"F002".to_owned()));
    let with = server.checked_with(&session, &json!({"year": 2021, "password": "Mat-khau-2025"}));
    assert!(!codes(&with).contains(&"F002".to_owned()), "{:?}", codes(&with));
    assert!(with["files"].as_array().expect("files").iter().all(|file| file["year"] == 2021), "{}", with["files"]);
}

#[test]
fn the_temporary_folder_goes_with_the_program() {
    // By the page.
    let mut server = Server::start(&[]);
    let session = server.session();
    server.give(&session, "a.xlsm", &fixture(FAULTY));
    assert_eq!(server.folders().len(), 1);
    assert_eq!(server.ask("POST", "api/end", b"").status, 200);
    server.ends();
    // By a kill, which nothing can be done against in the process itself.
    let mut server = Server::start(&[]);
    let session = server.session();
    server.give(&session, "a.xlsm", &fixture(FAULTY));
    assert_eq!(server.folders().len(), 1);
    server.process.kill().expect("killed");
    server.ends();
}

#[test]
fn what_is_declared_wrongly_is_told_by_its_own_name() {
    let server = Server::start(&[]);
    let session = server.session();
    server.give(&session, "Quận/a.xlsm", &fixture(FAULTY));
    assert_eq!(server.give(&session, "Quận/xeploai.toml", b"nonsense = 1").status, 200);
    server.ask("POST", &format!("api/{session}/check"), b"{}");
    let now = server.waited(&session);
    let trouble = now["trouble"].as_str().expect("trouble");
    assert!(trouble.contains("nonsense") && trouble.contains("xeploai.toml"), "{trouble}");
    assert!(!trouble.contains("/files/") && !trouble.contains(&session), "{trouble}");
}

#[test]
fn what_it_is_started_with_is_looked_at_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = folder.path().join("sai.toml");
    std::fs::write(&wrong, "nonsense = 1").expect("written");
    let wrong = wrong.to_str().expect("UTF-8");
    for arguments in [["--config", "khong-co.toml"], ["--config", wrong], ["--units", "khong-co.xlsx"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
        let output =
            command.args(["serve", "--no-open"]).args(arguments).current_dir(folder.path()).output().expect("runs");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
    let server = Server::start(&["--lang", "en"]);
    let session = server.session();
    assert_eq!(server.ask("GET", &format!("api/{session}"), b"").json()["lang"], "en");
}

#[test]
fn a_session_can_be_forgotten() {
    let server = Server::start(&[]);
    let (one, other) = (server.session(), server.session());
    server.give(&one, "a.xlsm", &fixture(FAULTY));
    server.give(&other, "b.xlsm", &fixture(FAULTY));
    assert_eq!(server.ask("DELETE", &format!("api/{one}"), b"").status, 200);
    assert_eq!(server.ask("GET", &format!("api/{one}"), b"").status, 404);
    assert!(!server.folders()[0].join(&one).exists());
    assert_eq!(server.check(&other)["summary"]["files_read"], 1, "the other goes on");
}
