"use strict";
/* The page: a session, the files in it, the check, and what came out of it. */
(function () {
  var TABS = ["findings", "units", "levels", "caps", "get"];
  var page = {
    session: null, choices: {}, conflicts: [], report: null, fileMb: 512, units: null, round: 0,
    place: function (rest) { return "api/" + page.session + (rest ? "/" + rest : ""); },
    ask: function (method, rest, said) { return ask(method, page.place(rest), said); },
    trouble: trouble, busy: busy, check: check, save: save, unfold: function () { fold("list-fold", "list-box", true); }, showUnit: showUnit,
    decided: function () { getPanel(page); }
  };
  page.findings = new Findings(page);
  page.files = new Files(page);

  /* Asks the program; what it says, or why it does not. */
  function ask(method, path, said) {
    return new Promise(function (good, bad) {
      var asked = new XMLHttpRequest();
      asked.open(method, path);
      if (method !== "GET") { asked.setRequestHeader("X-Xeploai", "1"); }
      asked.onload = function () {
        var answer = {};
        try { answer = JSON.parse(asked.responseText); } catch (_) { /* Nothing that is understood. */ }
        if (asked.status === 200) { good(answer); } else { bad(answer.error ? (language === 0 ? answer.error.vi : answer.error.en) : w("gone")); }
      };
      asked.onerror = function () { bad(w("gone")); };
      asked.send(said === undefined ? null : JSON.stringify(said));
    });
  }

  function trouble(text) {
    var box = byId("trouble");
    box.textContent = text ? plain(half(text)) : "";
    box.hidden = !text;
  }

  /* What is going on, and how far it is; nothing when it is over. */
  function busy(text, far) {
    byId("busy").hidden = text === null;
    if (text === null) { return; }
    byId("busy-text").textContent = text;
    byId("bar").value = far;
  }

  function say(text) { byId("said").textContent = text; }

  /* Has everything checked anew. */
  function check() {
    var year = byId("year").value.trim(), round = ++page.round;
    if (year && !/^2[01]\d\d$/.test(year)) { trouble(w("year_bad")); return; }
    trouble("");
    byId("result").hidden = true;
    if (!page.files.names().length) { return; }
    page.ask("POST", "check", { year: year ? Number(year) : null, password: byId("password").value }).then(function () {
      poll(round, "");
    }, trouble);
  }

  function poll(round, before) {
    page.ask("GET", "progress").then(function (now) {
      if (round !== page.round) { return; }
      if (!now.working) {
        busy(null);
        if (now.trouble) { trouble(now.trouble); } else if (now.done) { result(true); }
        return;
      }
      var all = now.all || [], opened = now.opened || [];
      opened.forEach(function (name) { if (page.files.rows[name]) { page.files.rows[name].say("reading", "state_opened"); } });
      var text = w("busy_checking", two(opened.length), two(all.length));
      busy(text, all.length ? 100 * opened.length / all.length : 0);
      if (text !== before) { say(text); }
      setTimeout(function () { poll(round, text); }, 150);
    }, function (why) { busy(null); trouble(why); });
  }

  /* Fetches what was found, and shows it. */
  function result(anew) {
    return page.ask("GET", "result?lang=" + (language === 0 ? "vi" : "en")).then(function (report) {
      report.round = page.round;
      page.report = report;
      page.choices = report.choices;
      page.conflicts = report.conflicts;
      report.files.forEach(function (file) {
        /* What was packed stands in the line of its archive. */
        var packed = /^.*?\.zip(?=\/)/i.exec(file.path);
        var row = page.files.rows[file.path] || page.files.rows[packed ? packed[0] : ""];
        if (!row) { return; }
        if (file.status === "failed") { row.say("failed", "state_failed", file.error); }
        else if (file.status === "skipped") { row.say("skipped", "state_skipped", file.reason); }
        else if (row.kind !== "failed") { row.say("read", "state_read"); }
      });
      byId("result").hidden = false;
      byId("last-line").textContent = plain(report.last_line);
      counts(report);
      page.findings.take(report, anew);
      unitsPanel(page);
      levelsPanel(page);
      capsPanel(page);
      getPanel(page);
      if (!anew) { return; }
      fold("list-fold", "list-box", page.files.wanting());
      say(w("checked") + " " + report.last_line);
      byId("result-head").focus();
    }, trouble);
  }

  function counts(report) {
    var box = empty(byId("counts")), keys = { error: "errors", warning: "warnings", info: "infos" };
    SEVERITIES.forEach(function (severity) {
      box.appendChild(el("li", { "class": severity }, el("b", {}, two(report.summary[keys[severity]])), " ", w(severity)));
    });
  }

  function showUnit(unit) {
    page.findings.filter.unit = unit;
    page.findings.drawFilters();
    page.findings.draw();
    tab("findings");
    byId("tab-findings").focus();
  }

  function tab(name) {
    TABS.forEach(function (one) {
      var on = one === name;
      byId("tab-" + one).setAttribute("aria-selected", String(on));
      byId("tab-" + one).tabIndex = on ? 0 : -1;
      byId("panel-" + one).hidden = !on;
    });
  }

  /* Has something made and saved, and says so. */
  function save(rest, button, said) {
    var asked = new XMLHttpRequest();
    button.disabled = true;
    said.className = "said";
    said.textContent = w("getting");
    asked.open("GET", page.place(rest));
    asked.responseType = "blob";
    asked.onloadend = function () {
      button.disabled = false;
      button.focus();
      if (asked.status !== 200) { refused(asked.response, said); return; }
      var coded = /filename\*=UTF-8''([^;]+)/.exec(asked.getResponseHeader("Content-Disposition") || "");
      var name = coded ? decodeURIComponent(coded[1]) : "xeploai";
      if (navigator.msSaveBlob) {
        navigator.msSaveBlob(asked.response, name);
      } else {
        var address = URL.createObjectURL(asked.response), link = el("a", { href: address, download: name, hidden: true });
        document.body.appendChild(link);
        link.click();
        document.body.removeChild(link);
        setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
      }
      said.textContent = w("got", plain(name));
    };
    asked.send();
  }

  function refused(answer, said) {
    said.className = "said wanting";
    said.textContent = w("gone");
    if (!answer) { return; }
    var reader = new FileReader();
    reader.onload = function () {
      try { said.textContent = plain(half(JSON.parse(reader.result).error[language === 0 ? "vi" : "en"])); } catch (_) { /* It stays. */ }
    };
    reader.readAsText(answer);
  }

  function fold(button, box, open) {
    byId(button).setAttribute("aria-expanded", String(open));
    byId(box).hidden = !open;
  }

  function folds(button, box) {
    byId(button).addEventListener("click", function () { fold(button, box, byId(box).hidden); });
  }

  /* Puts the page into a language. */
  function speak(next) {
    language = next;
    document.documentElement.lang = next === 0 ? "vi" : "en";
    document.title = w("title");
    [].forEach.call(document.querySelectorAll("[data-w]"), function (element) { element.textContent = w(element.getAttribute("data-w")); });
    byId("vi").setAttribute("aria-pressed", String(next === 0));
    byId("en").setAttribute("aria-pressed", String(next === 1));
    var list = empty(byId("reasons"));
    ["reason_1", "reason_2", "reason_3", "reason_4"].forEach(function (key) { list.appendChild(el("option", { value: w(key) })); });
    named(page.units);
    page.files.draw();
    keep("language", String(next));
    if (page.report) { result(false); }
  }

  function named(units) {
    page.units = units;
    byId("units-name").textContent = units ? plain(units) : w("units_none");
    byId("units-drop").hidden = !units;
  }

  /* What outlives loading the page anew, in this tab alone. */
  function keep(name, value) { try { sessionStorage.setItem(name, value); } catch (_) { /* Then it does not. */ } }
  function kept(name) { try { return sessionStorage.getItem(name); } catch (_) { return null; } }

  function takeUnits(file) {
    var asked = new XMLHttpRequest();
    asked.open("PUT", page.place("units?name=" + encodeURIComponent(file.name)));
    asked.setRequestHeader("X-Xeploai", "1");
    asked.onloadend = function () {
      var answer = {};
      try { answer = JSON.parse(asked.responseText); } catch (_) { /* Nothing was answered. */ }
      if (asked.status !== 200) {
        named(null);
        trouble(answer.error ? (language === 0 ? answer.error.vi : answer.error.en) : w("gone"));
        return;
      }
      named(file.name);
      say(w("units_taken", two(answer.units)));
      check();
    };
    asked.send(file);
  }

  function pickers() {
    [["pick", function (list) { page.files.picked(list); }], ["pick-folder", function (list) { page.files.picked(list); }],
      ["pick-units", function (list) { if (list.length) { takeUnits(list[0]); } }]].forEach(function (picker) {
      var input = byId(picker[0]), label = document.querySelector("label[for=" + picker[0] + "]");
      input.addEventListener("focus", function () { label.classList.add("focused"); });
      input.addEventListener("blur", function () { label.classList.remove("focused"); });
      input.addEventListener("change", function () {
        picker[1]([].slice.call(input.files));
        /* The same file can be chosen again. */
        input.value = "";
      });
    });
    var drop = byId("drop"), over = function (on) { drop.classList.toggle("over", on); };
    ["dragenter", "dragover"].forEach(function (event) {
      document.addEventListener(event, function (e) { e.preventDefault(); over(true); });
    });
    document.addEventListener("dragleave", function (e) { if (!e.relatedTarget) { over(false); } });
    document.addEventListener("drop", function (e) {
      e.preventDefault();
      over(false);
      page.files.dropped(e.dataTransfer);
    });
  }

  function buttons() {
    byId("vi").addEventListener("click", function () { speak(0); });
    byId("en").addEventListener("click", function () { speak(1); });
    folds("more", "options");
    folds("list-fold", "list-box");
    byId("open-all").addEventListener("click", function () { page.findings.openAll(true); });
    byId("close-all").addEventListener("click", function () { page.findings.openAll(false); });
    byId("again").addEventListener("click", check);
    byId("units-drop").addEventListener("click", function () {
      page.ask("DELETE", "units").then(function () { named(null); check(); }, trouble);
    });
    byId("clear").addEventListener("click", function () {
      if (!window.confirm(w("clear_sure"))) { return; }
      page.ask("DELETE", "").then(begin, begin);
      function begin() { keep("session", ""); location.reload(); }
    });
    byId("end").addEventListener("click", function () {
      if (!window.confirm(w("end_sure"))) { return; }
      ask("POST", "api/end").then(function () {
        var main = empty(byId("main"));
        main.appendChild(el("p", { "class": "last", role: "status", tabindex: "-1", id: "ended" }, w("ended")));
        byId("ended").focus();
        byId("end").hidden = true;
      }, trouble);
    });
    TABS.forEach(function (name, i) {
      byId("tab-" + name).addEventListener("click", function () { tab(name); });
      byId("tab-" + name).addEventListener("keydown", function (e) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
        var to = e.key === "Home" ? 0 : e.key === "End" ? TABS.length - 1 : step ? (i + step + TABS.length) % TABS.length : -1;
        if (to < 0) { return; }
        e.preventDefault();
        tab(TABS[to]);
        byId("tab-" + TABS[to]).focus();
      });
    });
  }

  /* A session of this tab's own; the one from before, when the page was only loaded anew. */
  function begin() {
    page.session = kept("session");
    var known = page.session ? page.ask("GET", "") : Promise.reject(new Error("none"));
    known.then(null, function () {
      return ask("POST", "api/session").then(function (answer) {
        page.session = answer.session;
        keep("session", answer.session);
        return page.ask("GET", "");
      });
    }).then(function (state) {
      page.fileMb = state.file_mb;
      speak(kept("language") === null ? (state.lang === "en" ? 1 : 0) : Number(kept("language")));
      named(state.units);
      state.files.forEach(function (file) { page.files.row(file.name, file.size).say("taken", "state_taken"); });
      if (state.done) { result(true); } else if (state.working) { poll(page.round, ""); } else if (state.trouble) { trouble(state.trouble); }
      document.documentElement.classList.add("ready");
    }, trouble);
  }

  pickers();
  buttons();
  begin();
})();
