// Comforts on top of pages that work without it: dropping files, walking through findings, keys.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  function size(bytes) {
    if (bytes < 1024) return bytes + " 字节";
    const kilo = bytes / 1024;
    const value = kilo < 1000 ? kilo : kilo / 1024;
    return value.toFixed(1).replace(/\.0$/, "") + (kilo < 1000 ? " KB" : " MB");
  }

  function element(tag, name, text) {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  }

  function handIn(form) {
    const drop = form.querySelector(".drop");
    const input = form.querySelector("input[type=file]");
    const chosen = form.querySelector(".chosen");
    const button = form.querySelector("button[type=submit]");
    const clear = form.querySelector("[data-clear]");
    const text = form.querySelector("textarea");
    const label = Array.from(button.childNodes);

    function show() {
      const files = Array.from(input.files);
      chosen.replaceChildren.apply(chosen, files.map(function (file) {
        const row = document.createElement("li");
        row.append(element("span", "name", file.name), element("span", "size", size(file.size)));
        return row;
      }));
      clear.hidden = !files.length;
      const total = files.reduce(function (sum, file) { return sum + file.size; }, 0);
      const over = total > Number(form.dataset.most);
      form.querySelector(".too-large").hidden = !over;
      button.disabled = over;
    }

    function hasFiles(event) {
      return event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
    }

    input.addEventListener("change", show);
    clear.addEventListener("click", function () {
      input.value = "";
      show();
      input.focus();
    });
    // A file dropped beside the box must not replace the page.
    document.addEventListener("dragover", function (event) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      drop.classList.add("over");
    });
    document.addEventListener("dragleave", function (event) {
      if (!event.relatedTarget) drop.classList.remove("over");
    });
    document.addEventListener("drop", function (event) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      drop.classList.remove("over");
      input.files = event.dataTransfer.files;
      show();
    });
    text.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(button);
    });
    form.addEventListener("submit", function () {
      button.disabled = true;
      button.textContent = button.dataset.busy || "正在检查…";
    });
    window.addEventListener("pageshow", function () {
      button.replaceChildren.apply(button, label);
      show();
    });
  }

  function walk(list) {
    const links = Array.from(list.querySelectorAll("[data-place]"));
    const where = list.querySelector(".walk-where");
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    let current = -1;

    if (!where) return;

    function say() {
      where.textContent = links.length ? (current < 0 ? "共 " + links.length : (current + 1) + " / " + links.length) : "";
      list.querySelectorAll("[data-step]").forEach(function (button) { button.disabled = !links.length; });
    }

    function clear() {
      document.querySelectorAll(".active, .here").forEach(function (old) { old.classList.remove("active", "here"); });
    }

    function go(index, move) {
      current = (index + links.length) % links.length;
      const link = links[current];
      const anchor = link.dataset.place;
      const target = document.getElementById(anchor);
      clear();
      link.classList.add("active");
      link.closest(".finding").classList.add("here");
      document.querySelectorAll('[data-anchors~="' + anchor + '"]').forEach(function (mark) { mark.classList.add("active"); });
      const fold = link.closest("details");
      if (fold) fold.open = true;
      if (move) {
        if (target) target.scrollIntoView({ block: "center", inline: "nearest", behavior: calm ? "auto" : "smooth" });
        reveal(link);
      }
      history.replaceState(null, "", "#" + anchor);
      say();
    }

    // Scroll only the list: scrollIntoView would fight with the movement of the text.
    function reveal(link) {
      const body = list.querySelector(".list-body");
      if (body.scrollHeight <= body.clientHeight) return;
      const above = link.getBoundingClientRect().top - body.getBoundingClientRect().top;
      if (above < 40 || above > body.clientHeight - 40) body.scrollTop += above - body.clientHeight / 3;
    }

    links.forEach(function (link, index) {
      link.addEventListener("click", function (event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(index, true);
      });
    });
    document.querySelector(".text").addEventListener("click", function (event) {
      const mark = event.target.closest("[data-anchors]");
      if (!mark) return;
      const anchor = mark.dataset.anchors.trim().split(" ")[0];
      const index = links.findIndex(function (link) { return link.dataset.place === anchor; });
      if (index < 0) return;
      event.preventDefault();
      go(index, false);
      reveal(links[index]);
    });
    list.querySelectorAll("[data-step]").forEach(function (button) {
      button.addEventListener("click", function () { step(Number(button.dataset.step)); });
    });

    function step(by) {
      if (links.length) go(current < 0 && by < 0 ? links.length - 1 : current + by, true);
    }

    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select, dialog")) return;
      if (event.key === "n" || event.key === "j") step(1);
      if (event.key === "p" || event.key === "k") step(-1);
    });
    const start = links.findIndex(function (link) { return "#" + link.dataset.place === location.hash; });
    if (start >= 0) go(start, false);
    say();
  }

  function help() {
    const box = document.getElementById("help");
    if (box && !box.open) box.showModal();
  }

  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (fold) { fold.open = true; });
  });
  document.querySelectorAll(".document[aria-current]").forEach(function (link) {
    link.closest("ol").scrollTop = link.offsetTop - link.closest("ol").offsetTop - 40;
  });
  document.querySelectorAll(".hand-in, [data-hand-in]").forEach(handIn);
  document.querySelectorAll(".list").forEach(walk);
  document.addEventListener("keydown", function (event) {
    if (event.key === "?" && !event.target.closest("input, textarea, select, dialog")) help();
  });
  document.querySelectorAll("[data-help]").forEach(function (button) { button.addEventListener("click", help); });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });
})();
