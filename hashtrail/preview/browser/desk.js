// The bar at the foot of the page and the complaints above it, in a shadow tree: the site's style and theirs never meet.

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

// One complaint as the terminal shows it: where and what, the line with a mark at the place, and the hint.
function complaint({ path, line, column, severity, code, message, hint, excerpt, caret }) {
  const made = element(
    "li",
    { className: severity },
    element("p", { className: "where" }, `${path}:${line}:${column}`),
    element("p", {}, element("strong", {}, `${severity}[${code}]`), ` ${message}`),
  );
  if (excerpt.trim() !== "") {
    // The caret counts characters, where a string of the browser counts halves of some.
    const characters = Array.from(excerpt.trimEnd());
    const before = characters.slice(0, caret).join("");
    const gutter = `${String(line).padStart(5)} | `;
    made.append(
      element(
        "pre",
        {},
        gutter + before,
        element("mark", {}, characters[caret] ?? " "),
        characters.slice(caret + 1).join(""),
        "\n",
        " ".repeat(gutter.length - 2) + "| ",
        // As wide as the text above it, whatever its letters are.
        element("span", { className: "ghost", ariaHidden: "true" }, before),
        "^",
      ),
    );
  }
  if (hint !== "") made.append(element("p", { className: "hint" }, `hint: ${hint}`));
  return made;
}

export class Desk {
  constructor({ source, isDraft, isMissing, note }) {
    this.isMissing = isMissing;
    this.host = element("hashtrail-preview");
    const root = this.host.attachShadow({ mode: "open" });
    const style = element("link", { rel: "stylesheet", href: new URL("desk.css", import.meta.url).href });
    // Without its style it would flash over the page.
    this.host.style.visibility = "hidden";
    style.addEventListener("load", () => this.host.style.removeProperty("visibility"));

    this.list = element("ul", { tabIndex: 0 });
    this.title = element("h2", { id: "title" });
    this.panel = element(
      "section",
      { className: "panel", hidden: true },
      element("header", {}, this.title, this.button("Hide", "Hide the complaints (Escape)", () => this.toggle(false))),
      this.list,
    );
    this.panel.setAttribute("aria-labelledby", "title");

    this.status = element("span", { className: "status" });
    this.status.setAttribute("role", "status");
    this.found = this.button("", "", () => this.toggle(this.panel.hidden));
    this.found.hidden = true;
    this.note = element("span", { className: "note" }, note ?? "");
    const [folder, name] = source.split(/([^/]*)$/);
    const where = source
      ? [element("span", { className: "folder" }, folder), name]
      : [isMissing ? "no page has this address" : "made from several files"];
    this.bar = element(
      "aside",
      { className: "bar" },
      element("span", { className: source ? "source" : "", title: source }, ...where),
      ...(isDraft ? [element("strong", { className: "draft" }, "Draft")] : []),
      this.note,
      this.status,
      this.found,
      this.button("Close", "Close this bar", () => this.setClosed(true)),
    );
    this.bar.setAttribute("aria-label", "Preview");
    this.opener = this.button("Preview", "Show the bar of the preview", () => this.setClosed(false));
    this.opener.classList.add("opener");
    root.append(style, this.panel, this.bar, this.opener);
    this.setClosed(sessionStorage.getItem("hashtrail-preview-closed") !== null);
    addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    // After the body, in the flow of the page: at its end the bar stands below it and covers nothing.
    document.documentElement.append(this.host);
  }

  button(text, title, act) {
    const made = element("button", { type: "button", title }, text);
    made.addEventListener("click", act);
    return made;
  }

  setClosed(isClosed) {
    const hadFocus = this.host.shadowRoot.activeElement !== null;
    this.bar.hidden = isClosed;
    this.opener.hidden = !isClosed;
    if (isClosed) sessionStorage.setItem("hashtrail-preview-closed", "");
    else sessionStorage.removeItem("hashtrail-preview-closed");
    if (hadFocus) (isClosed ? this.opener : this.bar.querySelector("button:last-child")).focus();
  }

  toggle(isShown) {
    const hadFocus = this.panel.contains(this.host.shadowRoot.activeElement);
    this.panel.hidden = !isShown;
    this.found.setAttribute("aria-expanded", String(isShown));
    for (const mark of isShown ? this.list.querySelectorAll("mark") : []) {
      const line = mark.parentElement;
      line.scrollLeft = mark.offsetLeft - line.offsetLeft - line.clientWidth / 2;
    }
    if (hadFocus && !isShown) this.found.focus();
  }

  // The outcome of a build. Errors lie above the page, which shows the last good build; warnings wait to be asked for.
  show(state) {
    const errors = state.diagnostics.filter(({ severity }) => severity === "error").length;
    const warnings = state.diagnostics.length - errors;
    const all = [errors && counted(errors, "error"), warnings && counted(warnings, "warning")].filter(Boolean);
    if (state.more > 0) all.push(`${state.more.toLocaleString("en")} more`);
    this.found.textContent = this.title.textContent = all.join(", ");
    if (!state.ok) this.title.textContent += ". The page shows the last good build.";
    this.found.hidden = all.length === 0;
    this.list.replaceChildren(...state.diagnostics.map(complaint));
    if (state.more > 0) this.list.append(element("li", {}, `and ${state.more.toLocaleString("en")} more: see the terminal`));
    this.panel.classList.toggle("failed", !state.ok);
    this.bar.classList.toggle("failed", !state.ok);
    this.toggle(!state.ok);
    const time = new Date(state.time).toLocaleTimeString("en-GB");
    const pages = counted(state.rendered, "page");
    const late = state.is_behind ? "; search and data follow" : "";
    this.outcome = state.ok ? `${time}: ${pages} in ${state.seconds.toFixed(2)} s${late}` : `${time}: not built`;
    this.status.textContent = this.outcome;
  }

  busy({ stage, done, total }) {
    const part = total > 0 ? ` ${Math.floor((100 * done) / total)} %` : "";
    this.status.textContent = `building: ${stage}${part}`;
  }

  setOnline(isOnline) {
    this.bar.classList.toggle("offline", !isOnline);
    this.status.textContent = isOnline ? (this.outcome ?? "") : "the preview server does not answer; waiting for it";
  }
}
