"use strict";
/* The findings: filtered, by file and sheet, each with the sheet around its cell and a decision about its correction. */
var SEVERITIES = ["error", "warning", "info"];
/* Findings of one file that are shown before somebody asks for more. */
var SHOWN_STEP = 20;

function Findings(page) {
  this.page = page;
  this.filter = { severities: { error: true, warning: true, info: true }, unit: "", file: "", fix: "", text: "" };
  this.open = {};
  this.most = {};
  this.sheets = {};
  this.boxes = {};
}

/* Takes a new report, or the same in the other language. */
Findings.prototype.take = function (report, anew) {
  var self = this;
  this.report = report;
  if (anew) { this.sheets = {}; this.open = {}; this.most = {}; }
  this.unitOf = {};
  report.units.forEach(function (unit) { unit.files.forEach(function (file) { self.unitOf[file] = unit.unit; }); });
  this.all = report.findings.map(function (finding, at) {
    var text = [report.sentences[at], finding.file, finding.sheet, finding.cell, finding.found, finding.expected].join(" ");
    return { finding: finding, at: at, key: bare(text), sentence: report.sentences[at] };
  });
  var units = report.units.map(function (unit) { return unit.unit; });
  if (units.indexOf(this.filter.unit) < 0) { this.filter.unit = ""; }
  if (!report.files.some(function (file) { return file.path === self.filter.file; })) { this.filter.file = ""; }
  this.drawFilters();
  this.draw();
};

Findings.prototype.unit = function (finding) { return this.unitOf[finding.file] || ""; };

/* Is there one correction that can be decided on? */
function offered(finding) {
  return finding.fix && finding.fix.edits.length > 0 && finding.fix.alternatives.length === 0;
}

/* What there is to do about a finding. */
Findings.prototype.fixKind = function (finding) {
  return offered(finding) ? finding.fix.safety : "none";
};

Findings.prototype.inEffect = function (finding) {
  var choice = this.page.choices[finding.id];
  if (!offered(finding)) { return false; }
  return choice ? choice.accepted : finding.fix.safety === "safe";
};

Findings.prototype.isOpen = function (finding) {
  return offered(finding) && finding.fix.safety !== "safe" && !this.page.choices[finding.id];
};

Findings.prototype.drawFilters = function () {
  var self = this, filter = this.filter, form = empty(byId("filters"));
  var again = function () { self.draw(); };
  var boxes = SEVERITIES.map(function (severity) {
    var box = el("input", { type: "checkbox", id: "f-" + severity, checked: filter.severities[severity], on: {
      change: function () { filter.severities[severity] = this.checked; again(); } } });
    return el("label", { "class": "tick " + severity, "for": "f-" + severity }, box, " ", w(severity));
  });
  form.appendChild(el("fieldset", {}, el("legend", {}, w("severity")), boxes));
  var choice = function (name, options) {
    var list = el("select", { id: "f-" + name, on: { change: function () { filter[name] = this.value; again(); } } },
      options.map(function (option) { return el("option", { value: option[0] }, option[1]); }));
    list.value = filter[name];
    return list;
  };
  var field = function (name, control) {
    form.appendChild(el("p", {}, el("label", { "for": "f-" + name }, w(name === "fix" ? "correction" : name)), control));
  };
  var named = function (list) { return [["", w("all")]].concat(list.map(function (name) { return [name, name]; })); };
  field("unit", choice("unit", named(this.report.units.filter(function (u) { return u.files.length; }).map(function (u) { return u.unit; }))));
  field("file", choice("file", named(this.report.files.map(function (file) { return file.path; }))));
  field("fix", choice("fix", [["", w("all")], ["safe", w("fix_safe")], ["suggested", w("fix_suggested")], ["open", w("fix_open")], ["none", w("fix_none")]]));
  var text = el("input", { type: "search", id: "f-search", placeholder: w("search_hint"), autocomplete: "off", on: {
    input: function () { filter.text = this.value; again(); } } });
  text.value = filter.text;
  field("search", text);
  form.onsubmit = function (event) { event.preventDefault(); };
};

Findings.prototype.wanted = function () {
  var self = this, filter = this.filter;
  var words = bare(filter.text).split(" ").filter(Boolean);
  return this.all.filter(function (one) {
    var finding = one.finding;
    if (!filter.severities[finding.severity]) { return false; }
    if (filter.unit && self.unit(finding) !== filter.unit) { return false; }
    if (filter.file && finding.file !== filter.file) { return false; }
    if (filter.fix === "open" && !self.isOpen(finding)) { return false; }
    if (filter.fix && filter.fix !== "open" && self.fixKind(finding) !== filter.fix) { return false; }
    return words.every(function (word) { return one.key.indexOf(word) >= 0; });
  });
};

Findings.prototype.draw = function () {
  var self = this, wanted = this.wanted(), box = empty(byId("findings"));
  byId("shown").textContent = this.all.length === 0 ? w("nothing_found")
    : wanted.length === 0 ? w("nothing_fits") : w("shown", two(wanted.length), two(this.all.length));
  this.drawConflicts();
  var files = [];
  wanted.forEach(function (one) {
    var name = one.finding.file || "";
    var group = files.filter(function (g) { return g.name === name; })[0];
    if (!group) { group = { name: name, list: [] }; files.push(group); }
    group.list.push(one);
  });
  var urgent = function (group) { return group.list.some(function (one) { return one.finding.severity !== "info"; }); };
  var opened = files.length <= 3 ? files : files.filter(urgent).slice(0, 5);
  files.forEach(function (group, i) {
    if (self.open[group.name] === undefined) { self.open[group.name] = opened.indexOf(group) >= 0; }
    box.appendChild(self.group(group, i));
  });
};

Findings.prototype.drawConflicts = function () {
  var box = empty(byId("conflicts"));
  (this.page.conflicts || []).forEach(function (c) {
    box.appendChild(el("p", { "class": "trouble" }, w("conflict", c.file, c.sheet, c.cell, c.wanted.join("; "))));
  });
};

/* Opens or closes all files. */
Findings.prototype.openAll = function (open) {
  var self = this;
  this.report.files.forEach(function (file) { self.open[file.path] = open; });
  this.open[""] = open;
  this.draw();
};

/* The findings of one file; opened when somebody wants to see them. */
Findings.prototype.group = function (group, i) {
  var self = this, id = "group-" + i;
  var count = function (severity) { return group.list.filter(function (one) { return one.finding.severity === severity; }).length; };
  var badges = SEVERITIES.filter(count).map(function (severity) {
    var label = w(severity + "s_short");
    return el("span", { "class": "badge " + severity }, two(count(severity)) + " " + label);
  });
  var inside = el("div", { id: id, "class": "inside-file" });
  var fold = el("button", { type: "button", "class": "fold", "aria-expanded": String(self.open[group.name]), "aria-controls": id, on: {
    click: function () {
      self.open[group.name] = !self.open[group.name];
      fold.setAttribute("aria-expanded", String(self.open[group.name]));
      fill();
    } } }, group.name || w("of_all"));
  var unit = self.unitOf[group.name];
  var fill = function () {
    empty(inside).hidden = !self.open[group.name];
    if (self.open[group.name]) { self.fill(inside, group); }
  };
  fill();
  return el("section", { "class": "of-file" },
    el("h3", {}, fold), el("p", { "class": "about" }, unit && unit !== group.name ? el("span", { "class": "unit" }, unit) : null, badges), inside);
};

Findings.prototype.fill = function (inside, group) {
  var self = this, most = this.most[group.name] || SHOWN_STEP, sheet = null, wanting = [];
  group.list.slice(0, most).forEach(function (one) {
    var name = one.finding.sheet || (group.name ? w("whole_file") : "");
    if (name !== sheet && name) { inside.appendChild(el("h4", {}, name)); }
    sheet = name;
    var article = self.article(one);
    inside.appendChild(article);
    if (!one.finding.cell || !one.finding.sheet) { return; }
    if (self.sheets[one.at] !== undefined) { self.place(one); } else if (one.finding.severity !== "info") { wanting.push(one); }
  });
  var rest = group.list.length - most;
  if (rest > 0) {
    inside.appendChild(el("p", { "class": "no-print" }, el("button", { type: "button", on: { click: function () {
      self.most[group.name] = most + SHOWN_STEP;
      var next = inside.querySelectorAll("article").length;
      empty(inside);
      self.fill(inside, group);
      var first = inside.querySelectorAll("article")[next];
      if (first) { first.focus(); }
    } } }, w("more", Math.min(rest, SHOWN_STEP)))));
  }
  this.fetch(wanting);
};

/* Has the sheets around these cells drawn. */
Findings.prototype.fetch = function (wanting) {
  var self = this, report = this.report;
  wanting = wanting.filter(function (one) { return self.sheets[one.at] === undefined; });
  if (!wanting.length) { return; }
  var places = wanting.map(function (one) { return one.at; });
  this.page.ask("GET", "sheets?at=" + places.join(",")).then(function (parts) {
    if (self.report.round !== report.round) { return; }
    wanting.forEach(function (one) {
      self.sheets[one.at] = parts[one.at] || null;
      self.place(one);
    });
  }, function (why) { self.page.trouble(why); });
};

Findings.prototype.place = function (one) {
  var box = this.boxes[one.at];
  if (!box) { return; }
  empty(box);
  var part = this.sheets[one.at];
  if (part) { box.appendChild(drawnSheet(part, one.finding.sheet, one.finding.cell)); }
};

Findings.prototype.article = function (one) {
  var finding = one.finding, id = "finding-" + one.at;
  var cell = finding.cell ? el("span", { "class": "cell" }, finding.cell) : null;
  var sentence = one.sentence;
  var pairs = [["found", finding.found], ["expected", finding.expected], ["readings", (finding.readings || []).join("; ")],
    ["related", finding.related.slice(0, 12).join("; ") + (finding.related.length > 12 ? " …" : "")]];
  var values = pairs.filter(function (pair) { return pair[1] !== null && pair[1] !== ""; }).map(function (pair) {
    return el("div", {}, el("dt", {}, w(pair[0]) + ": "), el("dd", {}, pair[1]));
  });
  return el("article", { "class": "finding " + finding.severity, tabindex: "-1", "aria-labelledby": id },
    el("p", { id: id }, cell, " ", el("strong", { "class": "severity" }, w(finding.severity)), " ", sentence),
    values.length ? el("dl", {}, values) : null,
    this.correction(finding),
    this.around(one),
    this.explanation(one));
};

/* The place of the sheet around a cell: of what is only noted it is drawn when somebody asks. */
Findings.prototype.around = function (one) {
  var self = this, box = this.boxes[one.at] = el("div", { "class": "around" });
  if (one.finding.severity !== "info" || !one.finding.cell || !one.finding.sheet) { return box; }
  if (this.sheets[one.at] === undefined) {
    box.appendChild(el("button", { type: "button", "class": "small no-print", on: { click: function () {
      box.setAttribute("tabindex", "-1");
      box.focus();
      self.fetch([one]);
    } } }, w("draw")));
  }
  return box;
};

function editText(edit) { return edit.cell + ": " + (edit.from === "" ? "–" : edit.from) + " → " + (edit.to === "" ? "–" : edit.to); }

function editsText(edits) {
  var text = edits.slice(0, 5).map(editText).join("; ");
  return edits.length > 5 ? text + " " + w("more_edits", edits.length - 5) : text;
}

/* What may be put there, and the decision about it. */
Findings.prototype.correction = function (finding) {
  var fix = finding.fix;
  if (!fix) { return null; }
  var name = w(fix.safety === "safe" ? "fix_safe" : "fix_suggested");
  var options = fix.alternatives.length ? fix.alternatives : [fix.edits];
  var said = options.map(editsText).join(" " + w("or") + " ");
  var box = el("div", { "class": "correction" }, el("p", {}, el("strong", {}, name), ": ", el("span", { "class": "edits" }, said)),
    fix.reason ? el("p", { "class": "note" }, fix.reason.charAt(0).toUpperCase() + fix.reason.slice(1)) : null);
  if (offered(finding)) { box.appendChild(this.decision(finding)); }
  return box;
};

Findings.prototype.decision = function (finding) {
  var self = this, page = this.page, id = "choice-" + finding.id;
  var said = el("p", { "class": "said", role: "status", "aria-live": "polite" });
  var radio = function (value, label) {
    return el("label", { "class": "radio" }, el("input", { type: "radio", name: id, value: value, on: { change: changed } }), " ", w(label));
  };
  var reason = el("input", { type: "text", id: id + "-reason", list: "reasons", maxlength: "500", autocomplete: "off", on: {
    change: function () { if (picked()) { changed(); } },
    keydown: function (event) { if (event.key === "Enter") { event.preventDefault(); if (picked()) { changed(); } } } } });
  var undo = el("button", { type: "button", "class": "small", on: { click: function () { send(null); } } }, w("undo"));
  var field = el("fieldset", { "class": "decision no-print" }, el("legend", { "class": "unseen" }, w("decide", finding.cell || "")),
    radio("accept", "accept"), radio("refuse", "refuse"),
    el("span", { "class": "why" }, el("label", { "for": id + "-reason" }, w("reason")), reason), undo);
  function picked() {
    var input = field.querySelector("input[type=radio]:checked");
    return input ? input.value : "";
  }
  function changed() {
    if (picked() === "refuse" && reason.value.trim() === "") {
      said.textContent = w("reason_needed");
      said.className = "said wanting";
      reason.setAttribute("aria-invalid", "true");
      reason.focus();
      return;
    }
    send(picked() === "accept");
  }
  function send(accepted) {
    page.ask("POST", "choice", { id: finding.id, accepted: accepted, reason: accepted === null ? "" : reason.value }).then(function (now) {
      page.choices = now.choices;
      page.conflicts = now.conflicts;
      self.drawConflicts();
      page.decided();
      show();
    }, function (why) { said.textContent = why; said.className = "said wanting"; });
  }
  function show() {
    var choice = page.choices[finding.id];
    var value = choice ? (choice.accepted ? "accept" : "refuse") : (finding.fix.safety === "safe" ? "accept" : "");
    [].forEach.call(field.querySelectorAll("input[type=radio]"), function (input) { input.checked = input.value === value; });
    reason.value = choice ? choice.reason : "";
    reason.removeAttribute("aria-invalid");
    undo.hidden = !choice;
    var key = choice ? (choice.accepted ? "will_accept" : "will_refuse") : (finding.fix.safety === "safe" ? "will_safe" : "will_open");
    said.className = "said " + key;
    said.textContent = w(key);
  }
  show();
  return el("div", {}, field, said);
};

/* The rule and its law, on a click. */
Findings.prototype.explanation = function (one) {
  var finding = one.finding, rule = this.report.rules[finding.rule], id = "explain-" + one.at;
  if (!rule) { return null; }
  var box = el("div", { id: id, "class": "explain", hidden: true });
  var button = el("button", { type: "button", "class": "fold small", "aria-expanded": "false", "aria-controls": id, on: { click: function () {
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (box.hidden || box.firstChild) { return; }
    box.appendChild(el("p", {}, el("strong", {}, language === 0 ? rule.title_vi : rule.title_en)));
    (language === 0 ? rule.vi : rule.en).forEach(function (part) { box.appendChild(el("p", {}, el("em", {}, part[0]), " ", part[1])); });
    if (finding.source) { box.appendChild(el("p", {}, w("source") + ": " + finding.source)); }
    box.appendChild(el("p", { "class": "note" }, w("id") + ": " + finding.id));
    if (finding.explained) {
      var answer = finding.explained;
      box.appendChild(el("p", {}, w("explained") + ": " + [answer.reason, answer.by, answer.date, answer.document].filter(Boolean).join(", ")));
    }
  } } }, w("explain") + " (" + finding.rule + ")");
  return el("div", { "class": "no-print" }, button, box);
};
