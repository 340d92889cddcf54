import { queryOptions } from '@tanstack/react-query';
import type { TenantApi } from './client';
import { problemOf, type Tagged, tagged } from './problem';
import { queryClient, type Thing } from './queries';

export type Widget = Thing<'Widget'>;

/** Settings as they were read: what a change of them begins with. */
export type Read = Tagged<Widget>;

const keyOf = (tenant: string) => [tenant, 'widget'];

const read = (api: TenantApi, signal?: AbortSignal): Promise<Read> => tagged(api.GET('/v1/widget', { signal }));

/** The widget's settings with their ETag. */
export const widgetQuery = (api: TenantApi) => queryOptions({ queryKey: keyOf(api.tenant), queryFn: ({ signal }) => read(api, signal) });

/** Reads the settings now, past everything kept. */
export async function readWidget(api: TenantApi): Promise<Read> {
  const now = await read(api);
  queryClient.setQueryData(keyOf(api.tenant), now);
  return now;
}

/** Replaces the settings, unless somebody else has since they were read. */
export async function writeWidget(api: TenantApi, value: Widget, etag: string): Promise<Read> {
  await tagged(api.PUT('/v1/widget', { params: { header: { 'If-Match': etag } }, body: value }));
  return readWidget(api); // with what the rules catch now, which the answer does not have
}

/** Changes one thing of the settings as they are now; what others change beside it is kept. */
export async function changeWidget(api: TenantApi, change: (now: Widget) => Widget): Promise<Read> {
  for (let tries = 3; ; tries--) {
    const { value, etag } = await readWidget(api);
    try {
      return await writeWidget(api, change(value), etag);
    } catch (error) {
      if (problemOf(error).code !== 'changed' || tries === 1) throw error;
    }
  }
}
