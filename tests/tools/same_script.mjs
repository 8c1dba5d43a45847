// Reads JSON pairs of scripts from standard input, and prints the first part in which the second of a pair differs.
// Two are the same if their syntax trees are: comments and layout apart, every name, text and sign.

import { readFileSync } from "node:fs";
import ts from "typescript";

const parse = (text) => ts.createSourceFile("script.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);

function difference(before, after) {
  const parts = (node) => {
    const found = [];
    ts.forEachChild(node, (child) => void found.push(child));
    return found;
  };
  const [old, now] = [parts(before), parts(after)];
  const isSame = before.kind === after.kind && before.text === after.text && old.length === now.length;
  if (!isSame && before.kind !== ts.SyntaxKind.SourceFile) return [before, after];
  for (const [at, child] of old.entries()) {
    if (now[at] === undefined) return [child, after];
    const found = difference(child, now[at]);
    if (found) return found;
  }
  return null;
}

for (const [before, after] of JSON.parse(readFileSync(0, "utf8"))) {
  const [old, now] = [parse(before), parse(after)];
  const found = difference(old, now);
  if (found) {
    const text = (file, node) => file.text.slice(node.pos, node.end).trim();
    console.log(`${text(old, found[0])} became ${text(now, found[1])}`);
  }
}
