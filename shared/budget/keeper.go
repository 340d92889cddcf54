// Package budget keeps credentials within their networks' limits, before any
// call is made: hashtags and calls on Instagram, calls on Facebook, calls and
// money on X and Google. What is short is shared out: the less there is, the
// longer everybody waits for the next turn.
//
// All that is counted for a credential stands in one Ledger, which is replaced
// as a whole on the condition that nobody else has. A crash between a
// reservation and its settlement leaves too much counted, never too little.
package budget

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store keeps the ledgers, for all functions that run at the same time.
type Store interface {
	// Ledger reads a ledger, consistently; one that was never saved is empty, of
	// revision 0.
	Ledger(ctx context.Context, name string) (Ledger, error)
	// SaveLedger replaces the ledger of the revision l.Rev; Changed when it has
	// another. It may be forgotten after expires.
	SaveLedger(ctx context.Context, name string, l Ledger, expires time.Time) error
}

// Keeper grants leave within the limits.
type Keeper struct {
	store    Store
	limits   Limits
	mu       sync.Mutex
	accounts map[string]*account

	// Watch is told, at most once a minute, how the limits of a credential of the
	// operator stand; nil for nobody.
	Watch func(ctx context.Context, all []Status)
	// Refused is told when a token of the operator's was refused; nil for nobody.
	Refused func(ctx context.Context, n wall.Network, why string)
	// Ending is told, once a day, that a token of the operator's ends within a
	// week; nil for nobody.
	Ending func(ctx context.Context, n wall.Network, t wall.Token)
}

// account is a ledger as this process last saw it.
type account struct {
	mu     sync.Mutex
	ledger Ledger
	known  bool
	told   time.Time // when Watch was
}

// NewKeeper keeps to the limits.
func NewKeeper(store Store, limits Limits) *Keeper {
	return &Keeper{store: store, limits: limits, accounts: map[string]*account{}}
}

// Reserve counts a fetch before it is made. What the limits do not allow is an
// upstream error, which says until when.
func (k *Keeper) Reserve(ctx context.Context, r Request) (Grant, error) {
	var g Grant
	limits := k.limits.requested(r)
	err := k.change(ctx, r.ledger(), r.Now, func(l *Ledger) (err error) {
		g, err = l.reserve(r, limits)
		return err
	})
	if !r.Own && !r.Job && k.Watch != nil {
		k.tell(ctx, r)
	}
	return g, err
}

// watchPause keeps metrics cheap: each is a line of the log.
const watchPause = time.Minute

func (k *Keeper) tell(ctx context.Context, r Request) {
	a := k.account(r.ledger())
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known && r.Now.Sub(a.told) >= watchPause {
		a.told = r.Now
		k.Watch(ctx, a.ledger.status(r.ledger(), r.Now))
	}
}

// Settle corrects a reservation by the number of posts that were read, and by
// what the caller observed.
func (k *Keeper) Settle(ctx context.Context, g Grant, used int) error {
	if g.ledger == "" || g.isExact(used) {
		return nil
	}
	if g.isDead() && k.Refused != nil {
		k.Refused(ctx, g.network(), g.failed.Message)
	}
	return k.change(ctx, g.ledger, g.at, func(l *Ledger) error {
		l.settle(g, used)
		return nil
	})
}

// Pick chooses which of the operator's Instagram accounts asks for hashtags:
// the one that needs the fewest new ones, of those that have room, and among
// equals the one with the shortest queue. When none has room, it is the first,
// whose reservation then says when.
func (k *Keeper) Pick(ctx context.Context, accounts []string, hashtags []string, now time.Time) (int, error) {
	if len(accounts) == 1 {
		return 0, nil
	}
	best, fewest, shortest := 0, len(hashtags)+1, time.Duration(0)
	for i, account := range accounts {
		l, err := k.open(ctx, Request{Network: wall.Instagram, Account: account}.ledger(), now)
		if err != nil {
			return 0, err
		}
		fresh, queue := len(missing(l.Hashtags, hashtags, now)), max(0, l.Meters[callsAnHour].Queue.Sub(now))
		if len(alive(l.Hashtags, now))+fresh > hashtagLimit || l.Blocked.After(now) || l.Refused.Until.After(now) {
			continue
		}
		if fresh < fewest || fresh == fewest && queue < shortest {
			best, fewest, shortest = i, fresh, queue
		}
	}
	return best, nil
}

// open reads a ledger, and begins one for an account that has none: what is
// listed is then what the operator has.
func (k *Keeper) open(ctx context.Context, name string, now time.Time) (Ledger, error) {
	l, err := k.store.Ledger(ctx, name)
	if err != nil || l.Rev > 0 {
		return l, err
	}
	err = k.store.SaveLedger(ctx, name, l, now.Add(keepFor))
	if wall.IsCode(err, wall.Changed) {
		err = nil // somebody else has begun it
	}
	return l, err
}

// change replaces a ledger by what do makes of it. It begins with what this
// process knows, which is right as long as nobody else has changed it, so that
// a reservation mostly takes one request; a refusal is never given unread.
func (k *Keeper) change(ctx context.Context, name string, now time.Time, do func(l *Ledger) error) error {
	a := k.account(name)
	a.mu.Lock()
	defer a.mu.Unlock()
	for {
		read := !a.known
		if read {
			l, err := k.store.Ledger(ctx, name)
			if err != nil {
				return err
			}
			a.ledger, a.known = l, true
		}
		next := a.ledger.clone()
		refused := do(&next)
		if refused != nil && !read {
			a.known = false
			continue
		}
		err := k.store.SaveLedger(ctx, name, next, now.Add(keepFor))
		if err == nil {
			next.Rev++
			a.ledger = next
			return refused
		}
		a.known = false
		if !wall.IsCode(err, wall.Changed) {
			return err
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

func (k *Keeper) account(name string) *account {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.accounts[name] == nil {
		k.accounts[name] = &account{}
	}
	return k.accounts[name]
}

const (
	keepFor     = 40 * 24 * time.Hour // a month, and a look back
	changePause = 20 * time.Millisecond
)

func pause(ctx context.Context) error {
	select {
	case <-time.After(rand.N(changePause)): //nolint:gosec // spreads retries
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
