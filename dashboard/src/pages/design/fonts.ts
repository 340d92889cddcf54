/** The families that the platform serves itself (widget/src/finish/font.ts): visitors' browsers ask nobody else for them. */
export { families as fonts } from '../../../../widget/src/finish/families';
