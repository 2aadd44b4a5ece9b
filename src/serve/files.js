"use strict";
/* Files that are taken in: chosen or dropped, with folders, some at a time, each with what became of it. */

/* Files sent at once. */
var SENT_AT_ONCE = 3;
var WORKBOOKS = /\.(xlsx|xlsm|xls|xlsb|ods|zip|rar|7z|toml)$/i;

function Files(page) {
  this.page = page;
  this.rows = {};
  this.waiting = [];
  this.sending = 0;
  this.total = 0;
  this.ended = 0;
  this.changed = false;
}

/* What a drop holds: files, and folders with all that is in them. */
Files.prototype.dropped = function (transfer) {
  var self = this, entries = [], loose = [];
  [].forEach.call(transfer.items || [], function (item) {
    if (item.kind !== "file") { return; }
    var entry = item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    if (entry) { entries.push(entry); } else { loose.push(item.getAsFile()); }
  });
  if (!entries.length && !loose.length) { loose = [].slice.call(transfer.files || []); }
  Promise.all(entries.map(inEntry)).then(function (lists) {
    var found = lists.reduce(function (all, list) { return all.concat(list); }, []);
    loose.forEach(function (file) { if (file) { found.push({ name: file.name, file: file }); } });
    self.add(found);
  }, function (why) { self.page.trouble(String(why)); });
};

/* The files of an entry, as `folder/file`. */
function inEntry(entry) {
  if (entry.isFile) {
    return new Promise(function (good, bad) { entry.file(good, bad); }).then(function (file) {
      return [{ name: entry.fullPath.replace(/^\//, ""), file: file }];
    });
  }
  var reader = entry.createReader(), all = [];
  /* A folder is read some entries at a time, until there are none. */
  function more() {
    return new Promise(function (good, bad) { reader.readEntries(good, bad); }).then(function (some) {
      all = all.concat([].slice.call(some));
      return some.length ? more() : all;
    });
  }
  return more().then(function (list) { return Promise.all(list.map(inEntry)); }).then(function (lists) {
    return lists.reduce(function (one, list) { return one.concat(list); }, []);
  });
}

Files.prototype.picked = function (list) {
  this.add([].map.call(list, function (file) { return { name: file.webkitRelativePath || file.name, file: file }; }));
};

Files.prototype.add = function (list) {
  var self = this;
  if (list.length) { this.page.unfold(); }
  list.sort(function (a, b) { return a.name < b.name ? -1 : 1; });
  list.forEach(function (one) {
    var inner = one.name.split("/").pop();
    /* What Excel leaves beside an open file, and what systems hide, are no reports. */
    if (inner.indexOf("~$") === 0 || inner.charAt(0) === "." || inner === "Thumbs.db" || inner === "desktop.ini") { return; }
    if (!WORKBOOKS.test(inner)) { self.row(one.name, one.file.size).say("refused", "state_refused", ["not_workbook"]); return; }
    if (one.file.size > self.page.fileMb * 1048576) {
      self.row(one.name, one.file.size).say("refused", "state_refused", ["too_large", self.page.fileMb]);
      return;
    }
    self.total += 1;
    self.row(one.name, one.file.size).say("waiting", "state_waiting");
    self.waiting.push(one);
  });
  this.next();
};

Files.prototype.next = function () {
  while (this.sending < SENT_AT_ONCE && this.waiting.length) { this.send(this.waiting.shift(), ""); }
  if (this.sending || this.waiting.length) {
    this.page.busy(w("busy_taking", two(this.ended), two(this.total)), 100 * this.ended / this.total);
    return;
  }
  if (!this.total) { return; }
  this.total = 0;
  this.ended = 0;
  this.page.busy(null);
  if (!this.changed && this.page.report) { return; }
  this.changed = false;
  this.page.check();
};

Files.prototype.send = function (one, meet) {
  var self = this, row = this.row(one.name, one.file.size), asked = new XMLHttpRequest();
  this.sending += 1;
  asked.open("PUT", this.page.place("file?name=" + encodeURIComponent(one.name) + (meet ? "&meet=" + meet : "")));
  asked.setRequestHeader("X-Xeploai", "1");
  asked.upload.onprogress = function (event) {
    if (event.lengthComputable) { row.say("sending", "state_sending", Math.round(100 * event.loaded / event.total)); }
  };
  asked.onloadend = function () {
    self.sending -= 1;
    self.ended += 1;
    var said = {};
    try { said = JSON.parse(asked.responseText); } catch (_) { /* Nothing was answered. */ }
    self.changed = self.changed || ["new", "replaced", "both"].indexOf(said.became) >= 0;
    if (said.became === "asked") {
      self.ask(one, row);
    } else if (said.became === "both") {
      /* The one from before keeps its line, the new one has its own. */
      row.say("taken", "state_taken");
      self.row(one.name.slice(0, one.name.lastIndexOf("/") + 1) + said.name, one.file.size).say("taken", "state_both", one.name);
    } else if (asked.status === 200) {
      row.say("taken", said.became === "new" ? "state_taken" : "state_" + said.became);
    } else {
      row.say("refused", "state_refused", said.error || ["gone"]);
    }
    self.next();
  };
  asked.send(one.file);
};

/* Another file of this name is there: somebody has to say what is to become of the two. */
Files.prototype.ask = function (one, row) {
  var self = this;
  var choice = function (meet) {
    return el("button", { type: "button", "class": "small", on: { click: function () {
      self.total += 1;
      self.send(one, meet);
      self.next();
    } } }, w(meet));
  };
  var leave = function () {
    return el("button", { type: "button", "class": "small", on: { click: function () { row.say("taken", "state_taken"); } } }, w("leave"));
  };
  row.say("asked", "state_asked", "", function () { return [" ", choice("replace"), " ", choice("both"), " ", leave()]; });
};

/* The line of a file, made when it is first spoken of. */
Files.prototype.row = function (name, size) {
  if (this.rows[name]) { return this.rows[name]; }
  var self = this, page = this.page;
  var state = el("td", { "class": "state-cell" });
  var remove = el("button", { type: "button", "class": "small", on: { click: function () {
    page.ask("DELETE", "file?name=" + encodeURIComponent(name)).then(gone, gone);
    function gone() {
      self.forget(name);
      page.check();
    }
  } } });
  var line = el("tr", {}, el("td", { "class": "file-name" }, name), el("td", { "class": "n" }, sizeText(size)), state, el("td", {}, remove));
  byId("list").appendChild(line);
  byId("listed").hidden = false;
  /* What was said is kept, to be said again in the other language. */
  var row = { line: line, kind: "", said: function () { return ""; }, say: function (kind, key, what, more) {
    /* A question stays until it is answered, whatever is known of the file from before. */
    if (row.kind === "asked" && ["reading", "read", "failed", "skipped"].indexOf(kind) >= 0) { return; }
    row.kind = kind;
    row.said = function () { return [w(key, told(what)), more ? more() : ""]; };
    row.draw();
    self.count();
  }, draw: function () {
    state.className = "state-cell " + row.kind;
    filled(empty(state), {}, [row.said()]);
    remove.textContent = w("remove");
    remove.setAttribute("aria-label", plain(w("remove_named", name)));
  } };
  this.rows[name] = row;
  row.draw();
  return row;
};

/* A word of ours with what is put in, a text in both languages, or a plain one. */
function told(what) {
  if (Array.isArray(what)) { return w.apply(null, what); }
  return what && typeof what === "object" ? (language === 0 ? what.vi : what.en) : what;
}

/* Says everything again, in the language it is now. */
Files.prototype.draw = function () {
  var rows = this.rows;
  Object.keys(rows).forEach(function (name) { rows[name].draw(); });
  this.count();
};

Files.prototype.forget = function (name) {
  var row = this.rows[name];
  if (!row) { return; }
  byId("list").removeChild(row.line);
  delete this.rows[name];
  this.count();
};

Files.prototype.names = function () {
  var rows = this.rows;
  return Object.keys(rows).filter(function (name) { return rows[name].kind !== "refused"; });
};

/* Is there a file that somebody has to look at? */
Files.prototype.wanting = function () {
  var rows = this.rows;
  return Object.keys(rows).some(function (name) { return ["refused", "asked", "failed", "skipped"].indexOf(rows[name].kind) >= 0; });
};

Files.prototype.count = function () {
  byId("list-count").textContent = w("count_files", two(this.names().length));
  byId("listed").hidden = Object.keys(this.rows).length === 0;
};

function sizeText(size) {
  var text = size >= 1048576 ? (size / 1048576).toFixed(1) + " MB" : Math.max(1, Math.round(size / 1024)) + " KB";
  return language === 0 ? text.replace(".", ",") : text;
}
