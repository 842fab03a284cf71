// Takes out of a style sheet the design system's rules and variables that nothing of ours mentions.
// Our own layer stays whole: a new template may need any of it before the next build.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postcss from "postcss";
import parser from "postcss-selector-parser";

/** Every word in the files: whatever a class, an attribute or an element is called stands there somewhere. */
function wordsIn(folders) {
  const words = new Set(["html", "body"]);
  for (const folder of folders) {
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = readFileSync(join(file.parentPath, file.name), "utf-8");
      for (const [word] of text.matchAll(/[\w-]+/g)) words.add(word);
    }
  }
  return words;
}

/** Whether a selector can match anything of ours; of alternatives one is enough, and `:not` rules nothing out. */
function canMatch(selector, words) {
  return selector.nodes.every((node) => {
    if (node.type === "class") return words.has(node.value);
    if (node.type === "tag") return words.has(node.value);
    if (node.type === "attribute") return words.has(node.attribute) && (!node.value || words.has(node.value));
    if (node.type !== "pseudo" || !node.nodes.length || node.value === ":not") return true;
    return node.nodes.some((inner) => canMatch(inner, words));
  });
}

function isOurs(node) {
  for (let at = node; at; at = at.parent) {
    if (at.type === "atrule" && at.name === "layer") return at.params === "app";
  }
  return true;
}

function dropRules(root, words) {
  root.walkRules((rule) => {
    if (rule.parent.name === "keyframes" || isOurs(rule)) return;
    const selectors = parser((all) => {
      for (const one of all.nodes.slice()) if (!canMatch(one, words)) one.remove();
    }).processSync(rule.selector);
    if (selectors.trim()) rule.selector = selectors;
    else rule.remove();
  });
  root.walkAtRules((rule) => rule.nodes?.length === 0 && rule.remove());
}

/** Once: drop the variables nobody reads; whether there were any. */
function dropVariables(root) {
  const read = new Set();
  root.walkDecls(({ value }) => {
    for (const [, name] of value.matchAll(/var\(\s*(--[\w-]+)/g)) read.add(name);
  });
  let found = false;
  root.walkDecls(/^--/, (declaration) => {
    if (read.has(declaration.prop)) return;
    declaration.remove();
    found = true;
  });
  return found;
}

export function withoutUnused(style, folders) {
  const root = postcss.parse(style);
  dropRules(root, wordsIn(folders));
  while (dropVariables(root));
  return root.toString();
}
