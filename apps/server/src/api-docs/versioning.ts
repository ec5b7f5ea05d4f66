/** What a client may rely on, in CommonMark: stands in both documents of the interface and in docs/integrators.md. */
export const VERSIONING = `Nothing that \`/api/v1\` and the namespace \`/chat\` offer is taken away: no path, event, field, header or
code is removed, renamed or given another meaning, and no optional input becomes required. What may be added at any
time: paths, events, optional inputs, fields of answers and payloads, headers, and values where a text is one of a list,
codes of refusals among them; ignore what you do not know. The wording of \`message\` and the figures of limits may
change. Whatever cannot be done like this would come under another path, beside the present one.`;
