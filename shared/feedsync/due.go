package feedsync

import (
	"context"
	"maps"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// dueFeeds are those whose time has come, or that of their posts' check; in a sync that a person asked for,
// without those that another such sync is at work on.
func (r *run) dueFeeds(data wall.SyncData, tick int64) []wall.Feed {
	var due []wall.Feed
	for _, f := range data.Feeds {
		s := data.State.Feeds[f.ID]
		theirs := r.message.Now && s.Taken != "" && s.Taken != r.message.ID
		if f.Enabled && (s.NextTick <= tick || isCheckDue(f, s, tick)) && !theirs {
			due = append(due, f)
		}
	}
	return due
}

// isCheckDue reports whether shared posts are to be checked. Those that an own
// credential brought are checked along with a refresh.
func isCheckDue(f wall.Feed, s wall.FeedState, tick int64) bool {
	return !f.HasOwnCredential() && s.CheckTick > 0 && s.CheckTick <= tick
}

// take marks the due feeds of a sync that a person asked for, before anything
// is fetched. People's changes come close together, each with a message of its
// own, whose syncs run at the same time: a network that costs money is asked
// once. When the run dies, its message's next delivery or the next tick goes on.
func (r *run) take(ctx context.Context, s *wall.State, due []wall.Feed) error {
	marked := maps.Clone(s.Feeds)
	for _, f := range due {
		state := marked[f.ID]
		state.Taken = r.message.ID
		marked[f.ID] = state
	}
	if !r.message.Now || maps.EqualFunc(marked, s.Feeds, sameTaker) {
		return nil
	}
	s.Feeds = marked
	if err := r.store.SaveState(ctx, *s); err != nil {
		return err
	}
	s.Ver++
	return nil
}

func sameTaker(a, b wall.FeedState) bool { return a.Taken == b.Taken }
