// Comforts on office pages that work without them: fields of the form that are asked only in some cases.
(function () {
  "use strict";

  function value(form, name) {
    const chosen = form.querySelector('[name="' + name + '"]:checked') || form.querySelector('select[name="' + name + '"]');
    return chosen ? chosen.value : "";
  }

  document.querySelectorAll(".draft-form").forEach(function (form) {
    const asked = Array.from(form.querySelectorAll("[data-when]"));
    function show() {
      asked.forEach(function (field) {
        const cut = field.dataset.when.indexOf("=");
        field.hidden = value(form, field.dataset.when.slice(0, cut)) !== field.dataset.when.slice(cut + 1);
      });
    }
    form.addEventListener("change", show);
    show();
  });

  // A decision's ground and scope are asked only for the kind they belong to.
  document.querySelectorAll(".decide").forEach(function (form) {
    function show() {
      const kind = value(form, "kind");
      form.querySelectorAll("[data-kind]").forEach(function (part) { part.hidden = part.dataset.kind !== kind; });
    }
    form.addEventListener("change", show);
    show();
  });
})();
