/** What a new line begins with after this one, as far as it goes: its own indent, one step more behind what has something inside. */
export function indentAfter(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const content = line.trim();
  if (content.startsWith("#")) return indent;
  const inside = /(^|\s)[|>][-+]?$|:$|[[{]$/.test(content);
  // The fields of an item stand below its first one, not below its dash.
  const dashes = /^(?:- +)*/.exec(line.slice(indent.length))?.[0].length ?? 0;
  const opened = /^(?:- +)*[^\s'"#:{[-][^:#]*:(\s|$)/.test(line.slice(indent.length)) ? dashes : 0;
  return `${indent}${" ".repeat(opened)}${inside ? "  " : ""}`;
}
