/**
 * Of a random password that nobody has kept: what an unknown e-mail is checked against, and what stands in the place of the
 * password of those who sign in elsewhere.
 */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$7dRHFy/evGLlL+wgeoGPyw$+wZhHydOlw+rybA6+1yvyRatOcHoRmfy2pmZqwepHQ0';
