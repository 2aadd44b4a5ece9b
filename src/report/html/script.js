(function () {
  "use strict";
  var d = document, q = d.getElementById("q"), u = d.getElementById("u"), c = d.getElementById("c");
  var list = function (root, what) { return [].slice.call(root.querySelectorAll(what)); };
  var all = list(d, "article"), groups = list(d, "section");
  function key(t) {
    t = t.toLowerCase();
    if (t.normalize) { t = t.normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }
    return t.replace(/\u0111/g, "d").replace(/\s+/g, " ").trim();
  }
  var texts = all.map(function (a) { return key(a.textContent + " " + a.getAttribute("data-place")); });
  function ticked(a) {
    return ["e", "w", "i"].every(function (s) { return !a.classList.contains(s) || d.getElementById(s).checked; });
  }
  function seen(a) { return !a.classList.contains("hide") && ticked(a); }
  function show() {
    var words = key(q.value).split(" "), unit = u.value;
    all.forEach(function (a, i) {
      var right = unit === "" || a.getAttribute("data-unit") === unit;
      a.classList.toggle("hide", !(right && words.every(function (w) { return texts[i].indexOf(w) >= 0; })));
    });
    groups.forEach(function (g) {
      var inside = list(g, "article"), right = unit === "" || g.getAttribute("data-unit") === unit;
      g.classList.toggle("hide", inside.length ? !inside.some(seen) : !right || q.value !== "");
    });
    c.textContent = all.filter(seen).length + " / " + all.length;
  }
  d.documentElement.classList.add("js");
  [q, u].forEach(function (x) { x.addEventListener("input", show); x.addEventListener("change", show); });
  ["e", "w", "i"].forEach(function (s) { d.getElementById(s).addEventListener("change", show); });
  ["vi", "en"].forEach(function (l) {
    d.getElementById(l).addEventListener("change", function () { d.documentElement.lang = l; });
  });
  show();
})();
