/** Longer than any name. */
const LOOKED_AT_CHARS = 200;

/** Words by which somebody says of themselves that they treat others, or speak for the house. */
const TITLES = new Set(
  [
    'dr drs doc doctor doktor doktorin docteur dott dottore dottoressa prof professor professorin',
    'md mbbs mrcp frcs phd rn np med nurse midwife physician surgeon therapist psychologist psychiatrist consultant',
    'arzt ärztin oberarzt oberärztin chefarzt chefärztin facharzt fachärztin hausarzt hausärztin schwester pfleger',
    'hebamme chirurg chirurgin therapeut therapeutin psychologe psychologin psychiater psychiaterin berater beraterin',
    'clinic klinik hospital krankenhaus praxis pharmacy apotheke support admin administrator staff team jiggy',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Whether a name claims to be more than a name. Anybody may call themselves "Dr. Haddad"; where a patient does, the
 * role stands beside it. One word too many only shows a role that is true.
 *
 * @source protocol P13.11
 */
export function claimsTitle(name: string): boolean {
  return name
    .slice(0, LOOKED_AT_CHARS)
    .normalize('NFKC')
    .split(/[^\p{L}\p{M}]+/u)
    .some((word) => TITLES.has(word.toLowerCase()) || /^(?:[Dd][Rr]|[Pp]rof)\p{Lu}\p{Ll}/u.test(word));
}
