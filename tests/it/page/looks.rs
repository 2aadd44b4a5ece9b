//! For every hand and eye: keys, names that are read aloud, large letters, a phone, paper.

use serde_json::{Value, json};

use super::browser::Browser;
use super::server::{Server, fixture};

/// A page with results of two files.
fn shown(width: u32) -> Option<(Browser, Server)> {
    let browser = Browser::start(width, 900)?;
    let server = Server::start(&[]);
    browser.go(&server.address);
    let (one, two) = (fixture("da-nang-2021/02-quan-thanh-khe.xlsm"), fixture("layouts/mau-bao-cao-xa-sai.xlsx"));
    browser.drop_files(&[("02-quan-thanh-khe.xlsm", &one), ("xa.xlsx", &two)]);
    browser.checked();
    browser.until("return document.querySelectorAll('table.sheet').length >= 2");
    Some((browser, server))
}

#[test]
fn everything_has_a_name_that_can_be_read_aloud() {
    let Some((browser, _server)) = shown(1366) else { return };
    browser.click("#more");
    let nameless = browser.run(
        "const named = function (e) {
           return e.getAttribute('aria-label') || e.textContent.trim() || (e.id && document.querySelector('label[for=\"' + e.id + '\"]'))
             || (e.closest('label') && e.closest('label').textContent.trim()) || e.getAttribute('aria-labelledby');
         };
         return [].filter.call(document.querySelectorAll('button,input,select,textarea,[role=region],[role=tabpanel],progress,svg[role=img]'), function (e) { return !named(e); })
           .map(function (e) { return e.outerHTML.slice(0, 120); })",
    );
    assert_eq!(nameless, json!([]));
    let twice = browser.run(
        "const ids = [].map.call(document.querySelectorAll('[id]'), function (e) { return e.id; });
         return ids.filter(function (id, i) { return ids.indexOf(id) !== i; })",
    );
    assert_eq!(twice, json!([]));
    let pointed = browser.run(
        "return ['aria-controls', 'aria-labelledby', 'aria-describedby', 'for'].reduce(function (bad, name) {
           [].forEach.call(document.querySelectorAll('[' + name + ']'), function (e) { if (!document.getElementById(e.getAttribute(name))) { bad.push(e.getAttribute(name)); } });
           return bad; }, [])",
    );
    assert_eq!(pointed, json!([]));
    let levels = browser.run("return [].filter.call(document.querySelectorAll('h1,h2,h3,h4'), function (e) { return e.offsetParent; }).map(function (e) { return Number(e.tagName[1]); })");
    let levels: Vec<i64> = levels.as_array().expect("headings").iter().filter_map(Value::as_i64).collect();
    assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert_eq!(browser.run("return document.activeElement.id"), "more", "focus stays where it was");
}

#[test]
fn keys_alone_are_enough() {
    let Some((browser, _server)) = shown(1366) else { return };
    assert_eq!(browser.run("return document.activeElement.id"), "result-head", "the results are announced");
    browser.run("document.getElementById('tab-findings').focus()");
    let press = |key: &str| {
        let actions = json!({"actions": [{"type": "key", "id": "k", "actions": [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]});
        browser.command("POST", "/actions", actions);
    };
    let (right, left, end, tab, space) = ("\u{e014}", "\u{e012}", "\u{e010}", "\u{e004}", " ");
    let now = || browser.run("return document.activeElement.id");
    press(right);
    assert_eq!(now(), "tab-units");
    assert_eq!(browser.run("return document.getElementById('panel-units').hidden"), false);
    press(end);
    assert_eq!(now(), "tab-get");
    press(right);
    assert_eq!(now(), "tab-findings");
    press(left);
    press(right);
    press(tab);
    assert_eq!(now(), "panel-findings", "from the tab into its panel");
    press(tab);
    assert_eq!(now(), "f-error");
    press(space);
    assert_eq!(browser.run("return document.getElementById('f-error').checked"), false);
    let outline = browser.run("const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2");
    assert_eq!(outline, true, "the focus is seen");
}

#[test]
fn nothing_is_cut_on_a_phone_or_in_large_letters() {
    // 390 is a phone; 683 is a screen of 1366 at 200 %.
    for width in [390, 683] {
        let Some((browser, _server)) = shown(width.max(500)) else { return };
        let size = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": false}});
        browser.command("POST", "/goog/cdp/execute", size);
        browser.click("#more");
        for tab in ["findings", "units", "levels", "caps", "get"] {
            browser.click(&format!("#tab-{tab}"));
            let wide = browser.run("return [document.documentElement.scrollWidth, window.innerWidth]");
            assert!(wide[0].as_i64() <= wide[1].as_i64(), "{width} {tab}: {wide}");
        }
    }
}

#[test]
fn paper_shows_the_results_and_not_the_buttons() {
    let Some((browser, _server)) = shown(1366) else { return };
    browser.command(
        "POST",
        "/goog/cdp/execute",
        json!({"cmd": "Emulation.setEmulatedMedia", "params": {"media": "print"}}),
    );
    let seen =
        |selector: &str| browser.with("return !!document.querySelector(arguments[0]).offsetParent", json!([selector]));
    for selector in ["#findings", "#panel-units table", "#panel-levels table", ".sheet"] {
        assert_eq!(seen(selector), true, "{selector}");
    }
    for selector in ["#drop", "#end", ".tabs", "#filters", ".decision", "#get-report"] {
        assert_eq!(seen(selector), false, "{selector}");
    }
    let paper = browser.command("POST", "/print", json!({"background": true}));
    assert!(paper.as_str().is_some_and(|pdf| pdf.len() > 20_000));
}
