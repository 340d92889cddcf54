import qrcode from 'qrcode-generator';

/** The empty border that readers need, in modules. */
const quiet = 4;

/** A QR code: its path on a square of `size`, and the address of the picture as a file. */
export function qrPicture(text: string) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const modules = code.getModuleCount();
  let path = '';
  for (let row = 0; row < modules; row++) for (let column = 0; column < modules; column++) if (code.isDark(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
  const size = modules + 2 * quiet;
  const file = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="1024" height="1024"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`;
  return { path, size, address: `data:image/svg+xml,${encodeURIComponent(file)}` };
}
