"use strict";
/* Parts of the page: elements, the sheet around a cell, bars of levels. Foreign text only ever becomes text. */
var language = 0;

/* A text of the page, with what is put in. */
function w(key) {
  var text = WORDS[key][language];
  for (var i = 1; i < arguments.length; i++) { text = text.split("{" + (i - 1) + "}").join(String(arguments[i])); }
  return text;
}

/* What is not seen, or turns letters around, is shown as a dot. */
function plain(text) {
  return String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g, "\u00b7");
}

/* Of a text in both languages, `vi / en`, the one that is wanted. */
function half(text) {
  var halves = String(text).split(" / ");
  return halves.length === 2 ? halves[language] : text;
}

/* An element: attributes (null leaves one out, `on` holds listeners), then children, of which strings become text. */
function el(tag, attributes) {
  return filled(document.createElement(tag), attributes, [].slice.call(arguments, 2));
}

function svg(tag, attributes) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, [].slice.call(arguments, 2));
}

function filled(element, attributes, children) {
  Object.keys(attributes || {}).forEach(function (name) {
    var value = attributes[name];
    if (name === "on") {
      Object.keys(value).forEach(function (event) { element.addEventListener(event, value[event]); });
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  });
  children.forEach(function add(child) {
    if (Array.isArray(child)) { child.forEach(add); return; }
    if (child === null || child === undefined || child === "") { return; }
    element.appendChild(typeof child === "object" ? child : document.createTextNode(plain(child)));
  });
  return element;
}

function empty(element) {
  while (element.firstChild) { element.removeChild(element.firstChild); }
  return element;
}

function byId(id) { return document.getElementById(id); }

/* Two digits at least, as in sentences. */
function two(number) { return number < 10 && number >= 0 ? "0" + number : String(number); }

function percent(part, whole) {
  var text = (Math.round(part * 1000 / whole) / 10).toFixed(1);
  return (language === 0 ? text.replace(".", ",") : text) + "%";
}

/* Letters without tones, for searching. */
function bare(text) {
  var key = String(text).toLowerCase();
  if (key.normalize) { key = key.normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }
  return key.replace(/\u0111/g, "d").replace(/\s+/g, " ").trim();
}

/* The part of a sheet around a cell, with its letters and numbers. Rows and columns left out show as a gap. */
function drawnSheet(part, name, cell) {
  var columns = part.columns, rows = part.rows;
  var number = function (letters) {
    return letters.split("").reduce(function (n, l) { return n * 26 + l.charCodeAt(0) - 64; }, 0);
  };
  var gapBefore = function (list, i) { return i > 0 && list[i] - list[i - 1] > 1; };
  var places = columns.map(number);
  var head = el("tr", {}, el("td", { "class": "corner" }));
  columns.forEach(function (letters, i) {
    if (gapBefore(places, i)) { head.appendChild(el("td", { "class": "gap" }, "…")); }
    head.appendChild(el("th", { scope: "col" }, letters));
  });
  var gaps = columns.filter(function (_, i) { return gapBefore(places, i); }).length;
  var body = el("tbody", {});
  rows.forEach(function (row, i) {
    if (gapBefore(rows, i)) {
      body.appendChild(el("tr", {}, el("td", { "class": "gap", colspan: String(columns.length + gaps + 1) }, "⋯")));
    }
    var line = el("tr", {}, el("th", { scope: "row" }, String(row)));
    part.cells[i].forEach(function (one, j) {
      if (gapBefore(places, j)) { line.appendChild(el("td", { "class": "gap" })); }
      if (one.span) { line.appendChild(drawnCell(one, columns[j] + row)); }
    });
    body.appendChild(line);
  });
  var caption = el("caption", {}, w("sheet_around", name, cell));
  var table = el("table", { "class": "sheet" }, caption, el("thead", {}, head), body);
  return el("div", { "class": "scroll", tabindex: "0", role: "region", "aria-label": plain(w("sheet_around", name, cell)) }, table);
}

function drawnCell(one, at) {
  var names = [one.number ? "n" : "", one.head ? "h" : "", one.mark].filter(Boolean).join(" ");
  var text = one.text;
  var content = one.correction === null ? [text] : [el("del", {}, text || "–"), " ", el("ins", {}, one.correction)];
  /* What the colours say, for who does not see them. */
  if (one.mark) { content.push(el("span", { "class": "unseen" }, " (" + w("mark_" + one.mark) + ")")); }
  var span = one.span;
  return el("td", {
    "class": names || null, title: at,
    rowspan: span[0] > 1 ? String(span[0]) : null, colspan: span[1] > 1 ? String(span[1]) : null
  }, content);
}

var LEVELS = ["HTXSNV", "HTTNV", "HTNV", "KHTNV"];

/* What is known of the levels of a unit: counts, what is left over, and all of it. */
function levelsOf(total) {
  var counts = LEVELS.map(function (level) { return total[level] || 0; });
  var rest = (total.unstated || 0) + (total.unresolved || 0);
  return { counts: counts, rest: rest, all: counts.reduce(function (a, b) { return a + b; }, rest) };
}

/* The unit, with its year, period and stage where the totals beside it have others. */
function totalName(total, totals) {
  var parts = [total.reporting_unit || "–"];
  ["year", "period", "stage"].forEach(function (name) {
    var differs = totals.some(function (other) { return other[name] !== total[name]; });
    if (differs && total[name]) { parts.push(name === "stage" ? w("stage_" + total[name]) : total[name]); }
  });
  return parts.join(" · ");
}

/* One line a unit: how much of what was rated has which level. */
function bars(totals, label) {
  var line = 30, left = 210, width = 700, right = 20, height = totals.length * line + 8;
  var picture = svg("svg", { viewBox: "0 0 " + (left + width + right) + " " + height, role: "img", "aria-label": plain(label), "class": "bars" });
  totals.forEach(function (total, i) {
    var known = levelsOf(total), y = i * line + 4, x = left;
    var name = plain(totalName(total, totals));
    picture.appendChild(svg("text", { x: String(left - 8), y: String(y + 16), "text-anchor": "end", "class": "name" }, name.length > 28 ? name.slice(0, 27) + "…" : name));
    if (known.all === 0) {
      picture.appendChild(svg("text", { x: String(left + 4), y: String(y + 16), "class": "name" }, w("no_counts")));
      return;
    }
    known.counts.concat([known.rest]).forEach(function (count, level) {
      if (count === 0) { return; }
      var wide = width * count / known.all;
      var title = (level < 4 ? LEVELS[level] : w("unstated")) + ": " + two(count) + " (" + percent(count, known.all) + ")";
      picture.appendChild(svg("g", {}, svg("title", {}, name + " · " + title),
        svg("rect", { x: x.toFixed(1), y: String(y), width: Math.max(wide - 1, 1).toFixed(1), height: "22", "class": "level" + level })));
      if (wide > 26) {
        picture.appendChild(svg("text", { x: (x + wide / 2).toFixed(1), y: String(y + 16), "text-anchor": "middle", "class": "on" + level }, String(count)));
      }
      x += wide;
    });
  });
  return picture;
}

/* Which colour is which level. */
function legend() {
  var names = LEVELS.concat([w("unstated")]);
  return el("ul", { "class": "legend" }, names.map(function (name, level) {
    var box = svg("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, svg("rect", { width: "14", height: "14", "class": "level" + level }));
    return el("li", {}, box, " ", name);
  }));
}
