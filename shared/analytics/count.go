// Package analytics counts what visitors do on walls, by day, and tells a
// tenant what came of it. Nothing about a visitor is known here: a message says
// how often a wall was seen and which of its posts were seen and clicked.
//
// Counts are exact under retries. A queue delivers a message once or more often,
// a sender that got no answer sends it again, and a person may replay it from
// the dead letters: all of these are copies with one id. The counts of a day and
// a mark for each message in them are stored in one transaction, so a message is
// counted wholly and marked, or neither; a copy meets the mark and changes
// nothing. Marks outlive every queue (wall.MarksKept), and a message that is
// older than its mark would be is dropped rather than counted twice.
//
// What is not counted: what a browser could not send (it does not try again),
// and messages that stayed undelivered until their queue gave them up.
package analytics

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	countTime = 20 * time.Second // of all messages of one tenant in a batch
	together  = 50               // messages that one transaction counts
	tries     = 8                // when others count the same day at the same time
	pause     = 20 * time.Millisecond
)

// Store is a tenant's table as the counting uses it.
type Store interface {
	// Days reads what was counted from one day to another, in their order and
	// consistently; days without counts are left out. NotFound when the table
	// holds no tenant, or another one than it was opened for.
	Days(ctx context.Context, from, to wall.Day) ([]wall.DayCounts, error)
	// SaveDay stores a day's counts and marks the messages that are in them, or
	// does neither: it then answers which of the messages were marked before,
	// or Changed when the day has another revision.
	SaveDay(ctx context.Context, d wall.DayCounts, messages []string) (marked []string, err error)
	// Posts reads posts by id, consistently; missing ones are left out.
	Posts(ctx context.Context, ids []string) (map[string]wall.Post, error)
}

// Counter adds messages to the counts of their tenants.
type Counter struct {
	Open  func(ctx context.Context, ref wall.TableRef) (Store, error)
	Clock func() time.Time
}

// Count counts messages of one tenant. After an error some may be counted;
// delivered again, they change nothing.
func (c Counter) Count(ctx context.Context, messages []wall.EventsMessage) error {
	ctx, cancel := context.WithTimeout(ctx, countTime)
	defer cancel()
	ref := messages[0].Ref
	store, err := c.Open(ctx, ref)
	if err != nil {
		return err
	}
	oldest := wall.DayOf(c.Clock()).Plus(-wall.MarksKept)
	for day, ofDay := range byDay(messages) {
		if day < oldest {
			slog.WarnContext(ctx, "messages dropped: nobody knows any more whether they were counted", "tenant", ref.TenantID, "day", day, "messages", len(ofDay))
			continue
		}
		for some := range slices.Chunk(ofDay, together) {
			if err := count(ctx, store, day, some); err != nil {
				return err
			}
		}
	}
	return nil
}

// byDay parts messages by their day, and keeps one of each message's copies.
func byDay(messages []wall.EventsMessage) map[wall.Day][]wall.EventsMessage {
	days, seen := map[wall.Day][]wall.EventsMessage{}, map[string]bool{}
	for _, m := range messages {
		if !seen[m.ID] {
			seen[m.ID] = true
			days[m.Day] = append(days[m.Day], m)
		}
	}
	return days
}

// count adds messages to a day. It starts again without those that turn out to
// be counted already, and when somebody else was quicker with the same day.
func count(ctx context.Context, store Store, day wall.Day, messages []wall.EventsMessage) error {
	for try := 0; len(messages) > 0; try++ {
		counts, err := sum(ctx, store, day, messages)
		if wall.IsCode(err, wall.NotFound) {
			slog.ErrorContext(ctx, "messages dropped: the table is not their tenant's", "tenant", messages[0].Ref.TenantID, "table", messages[0].Ref.Table)
			return nil // and would not become so by trying again
		}
		if err != nil {
			return err
		}
		marked, err := store.SaveDay(ctx, counts, ids(messages))
		switch {
		case wall.IsCode(err, wall.Changed) && try < tries:
			step(ctx, try)
		case err != nil || len(marked) == 0:
			return err
		}
		messages = without(messages, marked)
	}
	return nil
}

// step lets the others pass: for longer each time, and no two for as long.
func step(ctx context.Context, try int) {
	select {
	case <-time.After(rand.N(pause << try)): //nolint:gosec // spreads retries
	case <-ctx.Done(): // the next request tells
	}
}

func ids(messages []wall.EventsMessage) []string {
	all := make([]string, len(messages))
	for i, m := range messages {
		all[i] = m.ID
	}
	return all
}

func without(messages []wall.EventsMessage, marked []string) []wall.EventsMessage {
	return slices.DeleteFunc(slices.Clone(messages), func(m wall.EventsMessage) bool { return slices.Contains(marked, m.ID) })
}
