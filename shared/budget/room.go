package budget

import (
	"context"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Room tells whether the shared credentials can take one more feed, before a
// person adds it: one that does not fit is refused at once, not starved later.
type Room struct {
	Ledgers Ledgers
	Sources interface {
		Source(ctx context.Context, key string) (source.Source, error)
	}
}

// patience is how long a feed may have to wait for its turn. Of Instagram's
// hashtags there are the last 24 hours, and Google's reviews may be shown for 48
// hours, of which the daily look takes the first 24.
const patience = 20 * time.Hour

// Fits is nil when there is room for a feed on the shared credentials; else an
// invalid field with the reason and the way out. What others ask for already
// costs nothing more.
func (r Room) Fits(ctx context.Context, f wall.Feed, now time.Time) error {
	var fresh []wall.Query
	for _, q := range source.Split(f.Network, f.Query) {
		s, err := r.Sources.Source(ctx, source.Key(f.Network, q))
		if err != nil {
			return err
		}
		if s.Rev == 0 {
			fresh = append(fresh, q)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	ledgers, err := r.Ledgers.Ledgers(ctx)
	if err != nil {
		return err
	}
	if f.Network == wall.Instagram {
		if err := hashtagsFit(ledgers, fresh, now); err != nil {
			return err
		}
	}
	return turnsFit(ledgers, f, now)
}

// shared are the operator's ledgers of a network.
func shared(ledgers map[string]Ledger, n wall.Network) map[string]Ledger {
	found := map[string]Ledger{}
	for name, l := range ledgers {
		if network, _, _ := strings.Cut(name, ":"); network == string(n) {
			found[name] = l
		}
	}
	return found
}

// hashtagsFit needs a place on one of the accounts for each hashtag that none of
// them follows. A platform that has never asked has room.
func hashtagsFit(ledgers map[string]Ledger, fresh []wall.Query, now time.Time) error {
	accounts := shared(ledgers, wall.Instagram)
	if len(accounts) == 0 {
		return nil
	}
	followed, free := map[string]bool{}, 0
	for _, l := range accounts {
		held := alive(l.Hashtags, now)
		free += max(0, hashtagLimit-len(held))
		for tag := range held {
			followed[tag] = true
		}
	}
	for _, q := range fresh {
		for _, tag := range q.Hashtags {
			if followed[tag] {
				continue
			}
			if free--; free < 0 {
				return wall.InvalidField("/query/hashtags", "no-place-for-hashtag", "Instagram lets an account follow {most} different hashtags a week, "+
					"and the platform has no place left for #{hashtag}: connect an Instagram account of your own to this feed, or choose a hashtag that is followed already",
					hashtagLimit, tag)
			}
		}
	}
	return nil
}

// turnsFit needs one account whose queue is not too long.
func turnsFit(ledgers map[string]Ledger, f wall.Feed, now time.Time) error {
	shortest, pace := time.Duration(-1), wall.PaceCalls
	for name, l := range shared(ledgers, f.Network) {
		longest := time.Duration(0)
		for _, s := range l.status(name, now) {
			if s.Queue > longest {
				longest = s.Queue
				if pace = wall.PaceCalls; s.Limit == postsAMonth {
					pace = wall.PaceMoney
				}
			}
		}
		if shortest < 0 || longest < shortest {
			shortest = longest
		}
	}
	if shortest <= patience {
		return nil
	}
	return wall.InvalidField(pointer(f.Network), "no-room-for-feed", "the platform has no room for this feed: it would be refreshed every {hours} hours at best. {why}. "+
		"Connect a credential of your own to this feed", int(shortest.Hours()), pace.Reason(f.Network))
}

// pointer is the field of a query that its network uses.
func pointer(n wall.Network) string {
	switch n {
	case wall.Facebook:
		return "/query/pageId"
	case wall.Google:
		return "/query/placeId"
	}
	return "/query/hashtags"
}
