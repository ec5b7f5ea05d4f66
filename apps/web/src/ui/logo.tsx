/** A speech bubble that smiles. */
export function Logo({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 64 64" aria-hidden className={className}>
      <rect width="64" height="64" rx="17" className="fill-[#0d5f5b]" />
      <path
        className="fill-[#fffdf9]"
        d="M32 13c11.6 0 20 7.5 20 17.3s-8.4 17.3-20 17.3c-2.3 0-4.5-.3-6.5-.9-2.3 2-5.4 3.5-9.3 3.9-.8.1-1.3-.8-.8-1.5 1.5-1.9 2.4-4 2.6-6.1C14.2 40 12 35.5 12 30.3 12 20.5 20.4 13 32 13Z"
      />
      <path
        className="fill-none stroke-[#d96b43]"
        strokeWidth="4.2"
        strokeLinecap="round"
        d="M23.5 30.5c2.2 4.5 5.2 6.6 8.5 6.6s6.3-2.1 8.5-6.6"
      />
    </svg>
  );
}
