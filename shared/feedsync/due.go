package feedsync

import (
	"context"
	"maps"
	"slices"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// dueFeeds are those whose time has come, and those that this run took.
func (r *run) dueFeeds(data wall.SyncData, tick int64) []wall.Feed {
	var due []wall.Feed
	for _, f := range data.Feeds {
		if f.Enabled && (r.taken[f.ID] || data.State.Feeds[f.ID].NextTick <= tick) {
			due = append(due, f)
		}
	}
	return due
}

// take puts off the due feeds to the next tick, before anything is fetched.
// People's changes come close together, each with a message of its own, whose
// syncs run at the same time: a network that costs money is asked once. A run
// that dies after this leaves its feeds to the next tick.
func (r *run) take(ctx context.Context, s *wall.State, due []wall.Feed, tick int64) error {
	if !slices.ContainsFunc(due, func(f wall.Feed) bool { return !r.taken[f.ID] }) {
		return nil
	}
	s.Feeds = maps.Clone(s.Feeds)
	for _, f := range due {
		state := s.Feeds[f.ID]
		state.NextTick = max(state.NextTick, tick+1)
		s.Feeds[f.ID] = state
	}
	if err := r.store.SaveState(ctx, *s); err != nil {
		return err
	}
	s.Ver++
	for _, f := range due {
		r.taken[f.ID] = true
	}
	return nil
}
