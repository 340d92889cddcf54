import { Activity } from './Activity';
import { ShowAsked } from './ShowAsked';
import { Team } from './Team';

/** What the API tells owners alone: the people, and what they have changed. */
export default function Owners() {
  return (
    <>
      <Team />
      <Activity />
      <ShowAsked />
    </>
  );
}
