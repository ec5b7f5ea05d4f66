/** The one global that the schemas of `@jiggy-care/protocol` need, whose types we import; at run time they are not here. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
