package feedsync

import (
	"context"
	"log/slog"

	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// lead is the turn of a source that this sync has moved on, for all who follow it.
type lead struct {
	Refresher
	turn
	feed  wall.Feed
	view  *view
	held  int64 // the tick that the source was moved on to
	early bool  // a person wants it before its turn

	before, next source.Source
	window       *source.Window // once it was needed
	changed      bool           // the window has to be stored
	got          reading        // of this turn
}

// run asks the network, if that is due, and what became of the posts, and stores
// what came of it. If that cannot be stored, the source's next turn finds it again.
func (l *lead) run(ctx context.Context, fetching bool) {
	l.before = l.view.source
	fetch := l.before.Due()
	l.before.Next = l.held
	l.next = l.before
	if fetching {
		l.fetch(ctx)
		fetch = l.next.Next
	}
	if l.view.err != nil {
		return
	}
	l.next = l.next.Scheduled(fetch, l.check(ctx, fetching))
	l.view.window = l.window
	l.store(ctx)
}

// fetch asks for what the query finds now.
func (l *lead) fetch(ctx context.Context) {
	due := l.view.source.Due()
	account, got := l.fetchSource(ctx, l.turn, l.feed, l.before, l.early)
	if l.got = got; l.early && got.refused { // the day's calls are for those who wait for their turn
		l.next.Next = due
		return
	}
	l.next = after(l.before, got, l.feed, l.turn)
	l.view.asked, l.next.Account = true, account
	if got.err != nil || !isNews(l.before, got.result, l.now) {
		return
	}
	if l.view.err = l.read(ctx); l.view.err == nil {
		window := l.window.Add(got.result)
		l.window, l.changed = &window, true
		l.next.Rev, l.next.Digest, l.next.PicturesUntil = l.before.Rev+1, digest(got.result), source.PicturesUntil(got.result.Posts)
	}
}

// read reads the window, once.
func (l *lead) read(ctx context.Context) error {
	if l.window != nil {
		return nil
	}
	window := source.Window{}
	if l.before.Rev > 0 {
		var err error
		if window, err = l.Sources.SourceWindow(ctx, l.view.key); err != nil {
			return err
		}
	}
	l.window = &window
	return nil
}

func (l *lead) store(ctx context.Context) {
	if l.view.source = l.next; l.next == l.before {
		return // as LeadSource has left it
	}
	save, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	window := l.window
	if !l.changed {
		window = nil
	}
	if err := l.Sources.SaveSource(save, l.view.key, l.next, l.held, window, l.now.Add(source.Keep)); err != nil {
		slog.WarnContext(ctx, "source not stored: its next turn finds the same", "network", l.feed.Network, "error", err)
		l.view.source, l.view.window = l.before, nil
	}
}
