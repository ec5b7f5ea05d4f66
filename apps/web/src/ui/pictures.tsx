import type { ReactNode } from 'react';

function Picture({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox="0 0 160 120" aria-hidden className="h-28 w-auto">
      <ellipse cx="80" cy="108" rx="52" ry="6" className="fill-sunken" />
      {children}
    </svg>
  );
}

/** Two bubbles that have not begun yet. */
export function QuietBubbles() {
  return (
    <Picture>
      <path
        className="fill-accent-soft"
        d="M36 22h56a16 16 0 0 1 16 16v22a16 16 0 0 1-16 16H62L46 90c-1.5 1.3-3.6.2-3.6-1.7V76H36a16 16 0 0 1-16-16V38a16 16 0 0 1 16-16Z"
      />
      <path
        className="fill-raised stroke-line"
        strokeWidth="1.5"
        d="M84 48h40a14 14 0 0 1 14 14v16a14 14 0 0 1-14 14h-4v9c0 1.7-2 2.6-3.2 1.5L105 92H84a14 14 0 0 1-14-14V62a14 14 0 0 1 14-14Z"
      />
      <path
        className="fill-none stroke-clay"
        strokeWidth="3.5"
        strokeLinecap="round"
        d="M95 69c2.5 5 5.6 7.3 9 7.3s6.5-2.3 9-7.3"
      />
      <g className="fill-accent" opacity=".55">
        <circle cx="42" cy="44" r="3.5" />
        <circle cx="54" cy="44" r="3.5" />
        <circle cx="66" cy="44" r="3.5" />
      </g>
    </Picture>
  );
}

/** A calendar with one friendly day. */
export function OpenCalendar() {
  return (
    <Picture>
      <rect
        x="38"
        y="24"
        width="84"
        height="76"
        rx="14"
        className="fill-raised stroke-line"
        strokeWidth="1.5"
      />
      <path className="fill-accent-soft" d="M38 46V38a14 14 0 0 1 14-14h56a14 14 0 0 1 14 14v8Z" />
      <g className="stroke-accent" strokeWidth="4" strokeLinecap="round">
        <path d="M58 18v11M102 18v11" />
      </g>
      <g className="fill-line">
        <rect x="50" y="56" width="12" height="12" rx="4" />
        <rect x="74" y="56" width="12" height="12" rx="4" />
        <rect x="98" y="56" width="12" height="12" rx="4" />
        <rect x="50" y="78" width="12" height="12" rx="4" />
        <rect x="98" y="78" width="12" height="12" rx="4" />
      </g>
      <circle cx="80" cy="84" r="10" className="fill-clay" />
      <path
        className="fill-none stroke-on-clay"
        strokeWidth="2.4"
        strokeLinecap="round"
        d="M76 83.5c1.1 2.2 2.5 3.2 4 3.2s2.9-1 4-3.2"
      />
    </Picture>
  );
}

/** A cable that has come out. */
export function LooseCable() {
  return (
    <Picture>
      <g className="fill-none stroke-accent" strokeWidth="5" strokeLinecap="round">
        <path d="M14 84c18 0 16-30 36-30h10" />
        <path d="M146 84c-18 0-16-30-36-30H100" />
      </g>
      <rect
        x="58"
        y="42"
        width="18"
        height="24"
        rx="6"
        className="fill-accent-soft stroke-accent"
        strokeWidth="3"
      />
      <rect
        x="88"
        y="42"
        width="14"
        height="24"
        rx="6"
        className="fill-accent-soft stroke-accent"
        strokeWidth="3"
      />
      <g className="stroke-clay" strokeWidth="3.5" strokeLinecap="round">
        <path d="M82 28v-9M73 31l-5-7M91 31l5-7" />
      </g>
    </Picture>
  );
}

/** A phone that lies quiet. */
export function RestingPhone() {
  return (
    <Picture>
      <rect
        x="54"
        y="14"
        width="52"
        height="90"
        rx="13"
        className="fill-raised stroke-line"
        strokeWidth="1.5"
      />
      <rect x="61" y="24" width="38" height="64" rx="7" className="fill-accent-soft" />
      <path className="stroke-line" strokeWidth="3" strokeLinecap="round" d="M75 96h10" />
      <g className="fill-none stroke-accent" strokeWidth="3" strokeLinecap="round">
        <path d="M69 50c1.3 1.9 2.9 2.8 4.7 2.8s3.4-.9 4.7-2.8M81.6 50c1.3 1.9 2.9 2.8 4.7 2.8s3.4-.9 4.7-2.8" />
      </g>
      <path
        className="fill-none stroke-clay"
        strokeWidth="3"
        strokeLinecap="round"
        d="M75 65c1.4 2.3 3 3.4 5 3.4s3.6-1.1 5-3.4"
      />
      <g className="fill-none stroke-accent" strokeWidth="3" strokeLinecap="round" opacity=".45">
        <path d="M117 44h9l-9 12h9M130 26h7l-7 9h7" />
      </g>
    </Picture>
  );
}
