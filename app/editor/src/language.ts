/** YAML and the templates in it, in the classes that `style/parts.css` colours. */

import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { yaml } from "@codemirror/lang-yaml";
import type { Extension } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";

const CLASSES = tagHighlighter([
  { tag: tags.propertyName, class: "code-key" },
  { tag: tags.definition(tags.propertyName), class: "code-key" },
  { tag: tags.string, class: "code-text" },
  { tag: tags.comment, class: "code-comment" },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket, tags.meta], class: "code-sign" },
  { tag: [tags.keyword, tags.typeName, tags.labelName], class: "code-word" },
]);

const template = Decoration.mark({ class: "code-template" });
const matcher = new MatchDecorator({ regexp: /\{\{.*?\}\}/g, decoration: template });

const templates = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = matcher.createDeco(view);
    }

    update(update: ViewUpdate): void {
      this.decorations = matcher.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export function language(): Extension {
  return [yaml(), syntaxHighlighting(CLASSES), templates, bracketMatching(), indentUnit.of("  ")];
}
