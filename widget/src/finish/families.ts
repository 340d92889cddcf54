/** The fonts that we serve ourselves, by family (build.mjs brings their files). */
export const families = ['Inter', 'Lora', 'Montserrat', 'Nunito', 'Playfair Display', 'Work Sans'];

/** The file of a family, beside the parts. They are kept for ever: another cut of a font gets another name. */
export const fileOf = (family: string) => `${family.toLowerCase().replace(' ', '-')}.woff2`;
