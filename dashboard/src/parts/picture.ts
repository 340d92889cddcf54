import type { TenantApi } from '../api/client';
import { answered, Problem } from '../api/problem';
import type { Thing } from '../api/queries';

/** What POST /v1/media takes. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;
const mostBytes = 2 * 1024 * 1024;
/** No wall shows more: what a phone takes is made smaller before it travels. */
const longestSide = 2048;

type PictureType = (typeof pictureTypes)[number];

/** A picture as the API takes it; one that is too large is drawn smaller. */
async function fit(file: Blob): Promise<Blob> {
  if (!pictureTypes.includes(file.type as PictureType)) throw new Problem('unsupported-media-type');
  if (file.size <= mostBytes) return file;
  const image = await createImageBitmap(file).catch(() => {
    throw new Problem('unsupported-media-type');
  });
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const smaller = await new Promise<Blob | null>((made) => canvas.toBlob(made, file.type === 'image/png' ? 'image/png' : 'image/jpeg', 0.86));
  if (!smaller || smaller.size > mostBytes) throw new Problem('too-large');
  return smaller;
}

/** Uploads a picture; gives back where it is. */
export async function uploadPicture(api: TenantApi, file: Blob): Promise<Thing<'UploadedMedia'>> {
  const body = await fit(file);
  return answered(api.POST('/v1/media', { body: body as unknown as string, bodySerializer: (blob: unknown) => blob as Blob, headers: { 'Content-Type': body.type } }));
}
