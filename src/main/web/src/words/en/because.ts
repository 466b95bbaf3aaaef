/** The server says why in English; only the other languages need words for it. */
export default {};
