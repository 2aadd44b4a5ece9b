"use strict";
/* What stands beside the findings: how the units stand, levels, head-room under the cap, what can be saved. */

function cells(tag, values) {
  return values.map(function (value) {
    var number = typeof value === "number";
    return el(tag, { "class": number ? "n" : null, scope: tag === "th" ? "col" : null }, number ? String(value) : value);
  });
}

function tableOf(heads, rows, caption) {
  return el("div", { "class": "scroll", tabindex: "0", role: "region", "aria-label": plain(caption) },
    el("table", { "class": "board" }, el("caption", { "class": "unseen" }, caption),
      el("thead", {}, el("tr", {}, cells("th", heads))),
      el("tbody", {}, rows.map(function (row) { return el("tr", {}, cells("td", row)); }))));
}

/* Of who has sent nothing there is nothing to count. */
function sent(unit, count) { return unit.state === "not-sent" ? "" : count; }

var STATES = ["complete", "missing-forms", "review", "not-sent"];

function unitsPanel(page) {
  var report = page.report, box = empty(byId("panel-units"));
  box.appendChild(el("h3", { "class": "print-only" }, w("tab_units")));
  var named = {};
  report.units.forEach(function (unit) { named[unit.state] = unit.state_name; });
  var states = STATES.filter(function (state) { return named[state]; });
  box.appendChild(el("ul", { "class": "counts" }, states.map(function (state) {
    var count = report.units.filter(function (unit) { return unit.state === state; }).length;
    return el("li", { "class": "state " + state }, el("b", {}, two(count)), " ", named[state]);
  })));
  if (!page.units) { box.appendChild(el("p", { "class": "note no-print" }, w("no_list"))); }
  var rows = report.units.map(function (unit, i) {
    var name = unit.files.length ? el("button", { type: "button", "class": "link", title: w("unit_open", unit.unit), on: {
      click: function () { page.showUnit(unit.unit); } } }, unit.unit) : unit.unit;
    var about = [name, unit.listed ? null : el("span", { "class": "note" }, " (" + w("unlisted") + ")")];
    var wanting = unit.missing.concat(unit.unreadable.map(function (file) { return file.file + ": " + file.reason; }));
    return [i + 1, about, el("span", { "class": "state " + unit.state }, unit.state_name), wanting.join("; "), sent(unit, unit.errors), sent(unit, unit.warnings), unit.due];
  });
  box.appendChild(tableOf([w("tt"), w("unit_name"), w("unit_state"), w("missing"), w("error"), w("warning"), w("due")], rows, w("tab_units")));
  var text = el("textarea", { id: "message", rows: "5", readonly: true, "aria-labelledby": "message-label" });
  text.value = report.message;
  var said = el("span", { role: "status", "aria-live": "polite" });
  box.appendChild(el("div", { "class": "message no-print" }, el("p", { id: "message-label" }, w("message")), text,
    el("p", {}, el("button", { type: "button", on: { click: function () {
      text.focus();
      text.select();
      said.textContent = document.execCommand("copy") ? " " + w("copied") : "";
    } } }, w("copy")), said)));
}

function levelsPanel(page) {
  var box = empty(byId("panel-levels")), subjects = [];
  box.appendChild(el("h3", { "class": "print-only" }, w("tab_levels")));
  page.report.totals.forEach(function (total) {
    if (subjects.indexOf(total.subject) < 0) { subjects.push(total.subject); }
  });
  if (!subjects.length) { box.appendChild(el("p", {}, w("no_levels"))); return; }
  subjects.forEach(function (subject) {
    var totals = page.report.totals.filter(function (total) { return total.subject === subject; });
    var name = (SUBJECTS[subject] || SUBJECTS.unknown)[language], label = w("chart", name);
    var figure = function (value) { return value === null ? "" : value; };
    var rows = totals.map(function (total, i) {
      var known = levelsOf(total);
      return [i + 1, totalName(total, totals), figure(total.total), figure(total.rated)].concat(
        LEVELS.map(function (level) { return figure(total[level]); }), [known.rest]);
    });
    box.appendChild(el("section", { "class": "chart" }, el("h4", {}, label), legend(),
      el("div", { "class": "scroll", tabindex: "0", role: "region", "aria-label": plain(label) }, bars(totals, label)),
      tableOf([w("tt"), w("unit_name"), w("total"), w("rated")].concat(LEVELS, [w("unstated")]), rows, label)));
  });
}

function capsPanel(page) {
  var box = empty(byId("panel-caps"));
  box.appendChild(el("h3", { "class": "print-only" }, w("tab_caps")));
  if (!page.report.caps.length) { box.appendChild(el("p", {}, w("no_caps"))); return; }
  var kinds = { all: function () { return true; }, over: function (cap) { return cap.room < 0; }, room: function (cap) { return cap.room > 0; } };
  var place = el("div", {}), list = el("select", { id: "caps-kind", on: { change: show } }, Object.keys(kinds).map(function (kind) {
    var count = page.report.caps.filter(kinds[kind]).length;
    return el("option", { value: kind }, w("caps_" + kind) + " (" + two(count) + ")");
  }));
  if (page.report.caps.some(kinds.over)) { list.value = "over"; }
  box.appendChild(el("p", { "class": "no-print" }, el("label", { "for": "caps-kind" }, w("group") + " "), list));
  box.appendChild(place);
  show();
  function show() { empty(place).appendChild(capsTable(page, page.report.caps.filter(kinds[list.value]))); }
}

function capsTable(page, caps) {
  var rows = caps.map(function (cap, i) {
    var subject = (SUBJECTS[cap.subject] || SUBJECTS.unknown)[language];
    var unit = page.findings.unitOf[cap.file] || cap.file;
    var group = [unit, cap.group && cap.group !== unit ? " · " + cap.group : ""];
    var base = cap.base === "good" ? w("base_good") : w("base_above");
    if (cap.percent === null) { return [i + 1, group, subject, cap.sheet + ", " + cap.cell, "", "", "", "", w("room_unknown")]; }
    return [i + 1, group, subject, cap.sheet + ", " + cap.cell, cap.HTXSNV, cap.HTTNV, cap.percent + "% " + base, cap.most, room(cap)];
  });
  return tableOf([w("tt"), w("group"), w("subject"), w("place"), "HTXSNV", "HTTNV", w("base"), w("most"), w("room")], rows, w("tab_caps"));
}

function room(cap) {
  var more = cap.verdict === "depends-on-base" ? "; " + w("by_base") : cap.verdict === "group-too-small" ? "; " + w("small") : "";
  if (cap.room < 0) { return el("span", { "class": "over" }, w("room_over", two(-cap.room)) + more); }
  return el("span", { "class": cap.room > 0 ? "room" : "full" }, (cap.room > 0 ? w("room_left", two(cap.room)) : w("room_none")) + more);
}

function getPanel(page) {
  var box = empty(byId("panel-get")), findings = page.report.findings;
  var list = page.findings;
  var made = findings.filter(function (f) { return list.inEffect(f); }), open = findings.filter(function (f) { return list.isOpen(f); });
  box.appendChild(el("h3", { "class": "print-only" }, w("tab_get")));
  box.appendChild(el("p", { id: "in-effect" }, w("in_effect", two(made.length), two(open.length))));
  var items = [["copies", made.length > 0], ["list", true], ["consolidated", true], ["reviews", true], ["report", true]];
  box.appendChild(el("ul", { "class": "gets" }, items.filter(function (item) { return item[1]; }).map(function (item) {
    var what = item[0], said = el("p", { "class": "said", role: "status", "aria-live": "polite" });
    var button = el("button", { type: "button", id: "get-" + what, "class": "main", "aria-describedby": "why-" + what, on: {
      click: function () { page.save("get/" + what, button, said); } } }, w("get"), el("span", { "class": "unseen" }, ": " + w("get_" + what)));
    return el("li", {}, el("div", {}, el("h4", {}, w("get_" + what)), el("p", { id: "why-" + what, "class": "note" }, w("get_" + what + "_why")), said), button);
  })));
  var files = [];
  made.forEach(function (f) { if (files.indexOf(f.file) < 0) { files.push(f.file); } });
  if (!files.length) { return; }
  box.appendChild(el("h4", {}, w("get_copy")));
  box.appendChild(el("ul", { "class": "files" }, files.map(function (file) {
    var said = el("span", { "class": "said", role: "status", "aria-live": "polite" });
    var button = el("button", { type: "button", "class": "link", on: {
      click: function () { page.save("get/copy?file=" + encodeURIComponent(file), button, said); } } }, file);
    return el("li", {}, button, " ", said);
  })));
}
