/** How it looks: by the design tokens alone, so that it is light and dark with the page. */

import { EditorView } from "@codemirror/view";

const TONES = { error: "var(--tone-failed)", warning: "var(--tone-warning)" };

const wave = (tone: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy ${tone} 1px`,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "3px",
  paddingBottom: "0",
});

const mark = (tone: string) => ({
  content: '""',
  width: "0.5rem",
  height: "0.5rem",
  marginBlock: "0.375rem",
  marginInline: "0.1875rem",
  borderRadius: "50%",
  background: tone,
});

export const theme = EditorView.theme({
  "&": { maxHeight: "inherit", background: "none", color: "var(--ink)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.25rem" },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--ink)" },
  ".cm-content, .cm-gutter": { minHeight: "15.75rem" },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-placeholder": { color: "var(--ink-faint)", whiteSpace: "pre-wrap" },
  ".cm-gutters": { border: "none", borderInlineEnd: "1px solid var(--line)", background: "var(--side)", color: "var(--ink-faint)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2rem", padding: "0 0.375rem 0 0.5rem" },
  ".cm-gutter-lint": { width: "1rem" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { width: "0.875rem", height: "1.25rem" },
  ".cm-lint-marker-error": mark(TONES.error),
  ".cm-lint-marker-warning": { ...mark(TONES.warning), borderRadius: "1px", rotate: "45deg" },
  ".cm-activeLine": { background: "var(--hover)" },
  ".cm-activeLineGutter": { background: "var(--selected)", color: "var(--ink)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--accent-wash)", outline: "1px solid var(--accent-ink)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "none", color: TONES.error },
  ".cm-selectionMatch": { background: "var(--accent-wash)" },
  ".cm-searchMatch": { background: "oklch(from var(--brass) l c h / 30%)" },
  ".cm-searchMatch-selected": { background: "oklch(from var(--brass) l c h / 60%)" },
  ".cm-lintRange-error": wave(TONES.error),
  ".cm-lintRange-warning": wave(TONES.warning),
  ".cm-lintPoint:after": { borderBottomColor: TONES.error },
  ".cm-lintPoint-warning:after": { borderBottomColor: TONES.warning },

  ".cm-tooltip": {
    zIndex: "60",
    overflow: "hidden",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-box)",
    background: "var(--overlay)",
    boxShadow: "var(--shadow-high)",
    color: "var(--ink)",
    fontSize: "var(--text-sm)",
  },
  ".cm-tooltip-lint": { margin: "0", padding: "0.25rem 0" },
  ".cm-diagnostic": { maxWidth: "32rem", margin: "0", padding: "0.25rem 0.75rem", borderInlineStart: "3px solid transparent", whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderInlineStartColor: TONES.error },
  ".cm-diagnostic-warning": { borderInlineStartColor: TONES.warning },
  ".cm-problem, .cm-problem-fix": { overflowWrap: "anywhere", fontFamily: "var(--font-sans)" },
  ".cm-problem-fix": { color: "var(--ink-faint)" },

  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "16rem", padding: "0.25rem", fontFamily: "var(--font-mono)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "1rem",
    alignItems: "baseline",
    minHeight: "1.5rem",
    padding: "0.125rem 0.5rem",
    borderRadius: "0.25rem",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent-wash)", color: "var(--ink)" },
  ".cm-completionMatchedText": { color: "var(--accent-ink)", fontWeight: "600", textDecoration: "none" },
  ".cm-completionDetail": {
    marginInlineStart: "auto",
    color: "var(--ink-faint)",
    fontFamily: "var(--font-sans)",
    fontSize: "var(--text-xs)",
    fontStyle: "normal",
  },
  // Beside the list there is no room for it.
  "@media (max-width: 40rem)": { ".cm-tooltip.cm-completionInfo": { display: "none" } },
  ".cm-tooltip.cm-completionInfo": { maxWidth: "20rem", padding: "0.5rem 0.75rem", fontFamily: "var(--font-sans)", lineHeight: "1.25rem" },

  ".cm-panels": { background: "var(--side)", color: "var(--ink)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    gap: "0.25rem 0.375rem",
    alignItems: "center",
    padding: "0.375rem 2.25rem 0.375rem 0.5rem",
    fontFamily: "var(--font-sans)",
  },
  ".cm-panel.cm-search br": { flexBasis: "100%", content: '""' },
  ".cm-panel.cm-search label": { display: "flex", gap: "0.375rem", alignItems: "center", margin: "0", fontSize: "var(--text-xs)" },
  ".cm-panel.cm-search input[type=checkbox]": { width: "1rem", height: "1rem", margin: "0", accentColor: "var(--color-primary)" },
  ".cm-textfield": {
    width: "12rem",
    height: "1.75rem",
    margin: "0",
    padding: "0 0.5rem",
    border: "1px solid var(--line-control)",
    borderRadius: "var(--radius-field)",
    background: "var(--color-base-100)",
    fontSize: "var(--text-sm)",
  },
  ".cm-button": {
    height: "1.75rem",
    margin: "0",
    padding: "0 0.5rem",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-field)",
    background: "var(--color-base-100)",
    fontSize: "var(--text-xs)",
    fontWeight: "500",
  },
  ".cm-button:hover, .cm-panel.cm-search [name=close]:hover": { background: "var(--hover)" },
  ".cm-panel.cm-search [name=close]": {
    top: "0.375rem",
    right: "0.5rem",
    width: "1.5rem",
    height: "1.5rem",
    borderRadius: "var(--radius-field)",
    fontSize: "1rem",
  },
  ":is(.cm-textfield, .cm-button, .cm-panel.cm-search [name=close]):focus-visible": { outline: "2px solid var(--accent-ink)", outlineOffset: "1px" },

  "@media (width < 48rem)": {
    "&": { fontSize: "1rem" },
    ".cm-lineNumbers .cm-gutterElement": { minWidth: "1.5rem" },
  },
});
