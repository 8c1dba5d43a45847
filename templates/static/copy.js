// A button that copies the citation of a briefing. Without this script the text can be selected.

const citation = document.getElementById("citation");
if (citation && navigator.clipboard) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy the citation");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const line = document.createElement("p");
  line.className = "no-print";
  line.append(button, " ", said);
  citation.after(line);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citation.textContent ?? "");
      said.textContent = "Copied.";
    } catch {
      getSelection()?.selectAllChildren(citation);
      said.textContent = "Selected: copy it with your keyboard.";
    }
  });
}
