// Package budget keeps the operator's shared credentials within their networks'
// limits, before any call is made: hashtags on Instagram, money on X, calls on
// Google. A crash between a reservation and its settlement leaves too much
// counted, never too little.
package budget

import (
	"context"
	"fmt"
	"time"
	_ "time/tzdata" // Google's day is California's, and Lambda knows no time zones

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store keeps what is used, for all functions that run at the same time.
type Store interface {
	// TakeBudget counts up to want on a counter whose sum never exceeds limit,
	// and answers how much it counted: 0 when less than least is left.
	TakeBudget(ctx context.Context, counter string, want, least, limit int64, expires time.Time) (int64, error)
	// AdjustBudget corrects a counter by what was counted wrongly.
	AdjustBudget(ctx context.Context, counter string, by int64) error
	// Claims reads a set of names and until when each is taken, consistently.
	// A set that was never saved is empty, of revision 0.
	Claims(ctx context.Context, set string) (until map[string]time.Time, rev int64, err error)
	// SaveClaims replaces the set of that revision; Changed when it has another.
	SaveClaims(ctx context.Context, set string, until map[string]time.Time, rev int64) error
}

// Limits are what the operator allows.
type Limits struct {
	TwitterMonthlyUSD float64
	GoogleDailyCalls  int64
}

// Keeper grants leave within the limits.
type Keeper struct {
	store  Store
	limits Limits
}

// NewKeeper keeps to the limits.
func NewKeeper(store Store, limits Limits) *Keeper { return &Keeper{store, limits} }

// Reserve counts a fetch before it is made. What the limits do not allow is an
// upstream error of class quota, which says until when.
func (k *Keeper) Reserve(ctx context.Context, r Request) (Grant, error) {
	switch r.Network {
	case wall.Instagram:
		return Grant{Limit: r.Limit}, k.claimHashtags(ctx, r)
	case wall.Twitter:
		return k.takePosts(ctx, r)
	case wall.Google:
		return Grant{Limit: r.Limit}, k.takeCall(ctx, r)
	}
	return Grant{Limit: r.Limit}, nil
}

// Settle corrects a reservation by the number of posts that were read.
func (k *Keeper) Settle(ctx context.Context, g Grant, used int) error {
	if g.counter == "" || used == g.Limit {
		return nil
	}
	return k.store.AdjustBudget(ctx, g.counter, int64(used-g.Limit))
}

// keepFor is how long a counter stays after its day or month, for a look back.
const keepFor = 7 * 24 * time.Hour

const (
	postsPerUSD = 200 // X bills $0.005 for each post that is read
	leastPosts  = 10  // X answers no fewer
)

// takePosts counts money for all tokens together: a new token buys no new money.
func (k *Keeper) takePosts(ctx context.Context, r Request) (Grant, error) {
	now := r.Now.UTC()
	nextMonth := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	counter := "twitter:" + now.Format("2006-01")
	limit := int64(k.limits.TwitterMonthlyUSD * postsPerUSD)
	granted, err := k.store.TakeBudget(ctx, counter, int64(r.Limit), leastPosts, limit, nextMonth.Add(keepFor))
	if err != nil {
		return Grant{}, err
	}
	if granted == 0 {
		return Grant{}, spent(nextMonth, "the platform's money for X is spent for this month; new posts come from %s on",
			nextMonth.Format("2 January"))
	}
	return Grant{Limit: int(granted), counter: counter}, nil
}

func (k *Keeper) takeCall(ctx context.Context, r Request) error {
	california, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return err
	}
	now := r.Now.In(california)
	midnight := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, california)
	counter := "google:" + now.Format(time.DateOnly)
	granted, err := k.store.TakeBudget(ctx, counter, 1, 1, k.limits.GoogleDailyCalls, midnight.Add(keepFor))
	if err != nil {
		return err
	}
	if granted == 0 {
		return spent(midnight.UTC(), "the platform's requests to Google are used up for today; the reviews are asked for again tomorrow")
	}
	return nil
}

func spent(until time.Time, format string, args ...any) error {
	return &wall.UpstreamError{Class: wall.ClassQuota, Message: fmt.Sprintf(format, args...), Until: until}
}
