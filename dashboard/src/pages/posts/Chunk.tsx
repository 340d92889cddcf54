import { useEffect, useRef, useState } from 'react';
import classes from './Grid.module.css';
import { PostCard } from './PostCard';
import type { Post } from './queries';
import type { useSelection } from './useSelection';
import type { Act } from './useKeys';

/** Full rows of one, two, three, four and six columns. */
export const chunkSize = 48;
/** What is nearer to the screen than this is drawn. */
const near = 1_800;

interface Props {
  label: string;
  posts: Post[];
  selection: ReturnType<typeof useSelection>;
  mayEdit: boolean;
  act: (act: Act, id: string, range?: boolean) => void;
}

/** Some rows of the grid. Far from the screen only their height is there: 10,000 posts are as quick as 100. */
export function Chunk({ label, posts, selection, mayEdit, act }: Props) {
  const rows = useRef<HTMLUListElement>(null);
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const watch = new IntersectionObserver((entries) => {
      const { isIntersecting, boundingClientRect } = entries.at(-1)!;
      // What the keyboard is on stays.
      if (isIntersecting) setHeight(undefined);
      else if (!rows.current?.contains(document.activeElement)) setHeight(boundingClientRect.height);
    }, { rootMargin: `${near}px` });
    watch.observe(rows.current!);
    return () => watch.disconnect();
  }, []);
  return (
    <ul ref={rows} className={classes.grid} aria-label={label} style={{ height }}>
      {height === undefined && posts.map((post) => <li key={post.id}><PostCard post={post} selected={selection.has(post.id)} mayEdit={mayEdit} act={act} /></li>)}
    </ul>
  );
}
