import { loadReasons } from '../words';

/** Why the API refuses: in its own words, which are English, and as what these are made of (words/fr/reasons.ts). */
export interface Refusal {
  detail: string;
  reason?: string;
  values?: Record<string, string>;
}

/** A field that the API did not accept; pointer is a JSON pointer into the body. */
export interface FieldProblem extends Refusal {
  pointer: string;
}

/** The API's codes (docs/api.md), and two of our own: no network, and an answer that is none of the API's. */
export type Code =
  | 'malformed' | 'unauthenticated' | 'forbidden' | 'origin-not-allowed' | 'plan-limit' | 'tenant-suspended' | 'not-found' | 'conflict'
  | 'not-ready' | 'changed' | 'too-large' | 'unsupported-media-type' | 'invalid' | 'too-many-requests' | 'internal' | 'unavailable'
  | 'offline' | 'unreachable';

/** The one error of every request. What it says to people is in words/<language>/problems.ts, by its code. */
export class Problem extends Error {
  override name = 'Problem';
  constructor(
    readonly code: Code,
    readonly status = 0,
    readonly refusal: Refusal = { detail: '' },
    readonly fields: FieldProblem[] = [],
    readonly requestId?: string,
    /** Seconds after which it may be tried again. */
    readonly retryAfter?: number,
  ) {
    super(refusal.detail || code);
  }
}

/** What any failure is, as a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(navigator.onLine ? 'unreachable' : 'offline', 0, { detail: error instanceof Error ? error.message : String(error) });
}

const byStatus: Record<number, Code> = {
  400: 'malformed', 401: 'unauthenticated', 403: 'forbidden', 404: 'not-found', 409: 'conflict', 412: 'changed', 413: 'too-large',
  415: 'unsupported-media-type', 422: 'invalid', 429: 'too-many-requests', 503: 'unavailable',
};

interface Sent extends Partial<Refusal> {
  type?: string;
  errors?: FieldProblem[];
  requestId?: string;
}

function refusal(response: Response, sent: unknown): Problem {
  const body = (typeof sent === 'object' && sent !== null ? sent : {}) as Sent;
  const code = (body.type?.startsWith('/problems/') ? body.type.slice('/problems/'.length) : byStatus[response.status]) as Code | undefined;
  const wait = Number(response.headers.get('Retry-After'));
  return new Problem(code ?? 'internal', response.status, { ...body, detail: body.detail ?? '' }, body.errors, body.requestId, wait || undefined);
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer of a request. Whatever is not one is thrown as a Problem. */
export async function answered<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  return (await tagged(request)).value;
}

/** Something as it was read, with its ETag: for changes that must not overwrite another's. */
export interface Tagged<Data> {
  value: Data;
  etag: string;
}

/** The answer of a request with its ETag. */
export async function tagged<Data>(request: Promise<Answer<Data>>): Promise<Tagged<Data>> {
  let answer: Answer<Data>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw problemOf(error);
  }
  if (!answer.response.ok) {
    await loadReasons();
    throw refusal(answer.response, answer.error);
  }
  return { value: answer.data as Data, etag: answer.response.headers.get('ETag') ?? '' };
}
