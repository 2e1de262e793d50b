/** One character of a script. */
export const HAN = /[\u3400-\u9fff]/;
export const KANA = /[\u3040-\u30ff]/;
export const HANGUL = /[\uac00-\ud7a3]/;
export const CYRILLIC = /[\u0400-\u04ff]/;
export const ARABIC = /[\u0600-\u06ff]/;
export const HEBREW = /[\u0590-\u05ff]/;
export const DEVANAGARI = /[\u0900-\u097f]/;
