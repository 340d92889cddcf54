/** The fonts that we serve ourselves, by family; the file of each is in build.mjs. */
export const families = ['Inter', 'Lora', 'Montserrat', 'Nunito', 'Playfair Display', 'Work Sans'];
