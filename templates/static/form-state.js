// A form whose choices stand in the query of the URL: a reload, a link and the Back button give the same choices.

/** @typedef {Record<string, string>} State */

/** @param {HTMLFormElement} form */
function fields(form) {
  const named = [...form.elements].filter((field) => field instanceof HTMLSelectElement || field instanceof HTMLInputElement);
  return named.filter(({ name }) => name);
}

/** @param {HTMLSelectElement | HTMLInputElement} field */
function standard(field) {
  if (field instanceof HTMLInputElement) return field.defaultValue;
  return ([...field.options].find(({ defaultSelected }) => defaultSelected) ?? field.options[0]).value;
}

/** @param {HTMLFormElement} form */
function read(form) {
  const given = new URLSearchParams(location.search);
  for (const field of fields(form)) {
    field.value = given.get(field.name) ?? standard(field);
    // An unknown value of a select, a date that is none or out of its range: as if it had not been given.
    if (field.value === "" || !field.validity.valid) field.value = standard(field);
  }
}

/** @param {HTMLFormElement} form */
function query(form) {
  const chosen = fields(form).filter((field) => field.value !== standard(field));
  const given = new URLSearchParams(chosen.map(({ name, value }) => [name, value]));
  return given.size ? `?${given}` : "";
}

/**
 * Show the state of a form now and whenever it changes: by itself (`change`), or when it is sent (`submit`).
 * @param {HTMLFormElement} form
 * @param {"change" | "submit"} when
 * @param {(state: State, query: string) => void} show
 */
export function follow(form, when, show) {
  const tell = () => show(Object.fromEntries(fields(form).map(({ name, value }) => [name, value])), query(form));
  // With the keys one passes other values of a select on the way: a visit of a field is one step of the history.
  let isVisited = false;
  const choose = () => {
    if (query(form) !== location.search) {
      const address = location.pathname + query(form);
      if (isVisited) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
      isVisited = when === "change";
    }
    tell();
  };
  for (const begins of ["focusin", "pointerdown"]) {
    form.addEventListener(begins, () => {
      isVisited = false;
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener(when, choose);
  form.addEventListener("reset", () => setTimeout(choose));
  addEventListener("popstate", () => {
    isVisited = false;
    read(form);
    tell();
  });
  read(form);
  tell();
}
