package feedsync

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Directory lists every tenant.
type Directory interface {
	Tenants(ctx context.Context) iter.Seq2[wall.Tenant, error]
}

// ProvisionQueue takes requests to make a tenant's table, and to remove all that
// is left of a deleted tenant.
type ProvisionQueue interface {
	SendProvision(ctx context.Context, tenantID string) error
	SendPurge(ctx context.Context, tenantID string) error
}

// Dispatcher sends each active tenant's message for a tick.
type Dispatcher struct {
	Directory  Directory
	Syncs      wall.SyncQueue
	Provisions ProvisionQueue
	Spread     time.Duration // over which the syncs of one tick are spread
}

const (
	dispatchBatch   = 100 // messages handed to the queue at once
	dispatchSenders = 8   // batches on their way at the same time
	// provisionPatience is how long a registration may take before its message
	// is taken for lost and sent again.
	provisionPatience = 2 * time.Minute
	// purgeEvery is how many ticks there are between two requests to purge a
	// tenant: a day, so that many deletions neither meet AWS's limits nor hold up
	// registrations, and one that keeps failing does not fill the dead letters.
	purgeEvery = int64(24 * time.Hour / wall.TickDuration)
)

// Dispatch sends the messages of one tick. Sending a tick twice is harmless:
// syncs acknowledge a tick that they have done.
func (d Dispatcher) Dispatch(ctx context.Context, tick int64, now time.Time) (int, error) {
	sent := 0
	senders, sendCtx := errgroup.WithContext(ctx)
	senders.SetLimit(dispatchSenders)
	var batch []wall.DelayedSync
	flush := func() {
		full := batch
		batch = nil
		sent += len(full)
		senders.Go(func() error { return d.Syncs.SendSyncs(sendCtx, full) })
	}
	listErr := d.eachTenant(sendCtx, tick, now, func(t wall.Tenant) {
		batch = append(batch, wall.DelayedSync{
			Message: wall.SyncMessage{Ref: t.Ref(), Tick: tick}, Delay: delay(t.ID, d.Spread),
		})
		if len(batch) == dispatchBatch {
			flush()
		}
	})
	if len(batch) > 0 {
		flush()
	}
	if err := senders.Wait(); err != nil {
		return 0, fmt.Errorf("dispatch tick %d: %w", tick, err)
	}
	return sent, listErr
}

// eachTenant calls send for every active tenant, and sends those whose
// registration seems to have been lost, or which are to be purged, to the
// provisioner.
func (d Dispatcher) eachTenant(ctx context.Context, tick int64, now time.Time, send func(wall.Tenant)) error {
	for t, err := range d.Directory.Tenants(ctx) {
		if err != nil {
			return fmt.Errorf("list tenants: %w", err)
		}
		switch {
		case t.Status == wall.Active:
			send(t)
		case t.PurgeDue(now) && tick%purgeEvery == int64(spot(t.ID))%purgeEvery:
			if err := d.Provisions.SendPurge(ctx, t.ID); err != nil {
				return fmt.Errorf("ask for the purge of tenant %s: %w", t.ID, err)
			}
		case t.Status == wall.Provisioning && isLate(now.Sub(t.CreatedAt)):
			slog.WarnContext(ctx, "registration is late: asking again", "tenant", t.ID)
			if err := d.Provisions.SendProvision(ctx, t.ID); err != nil {
				return fmt.Errorf("ask for tenant %s again: %w", t.ID, err)
			}
		}
	}
	return nil
}

// isLate reports whether a registration is to be asked for again at this age:
// soon, and then after twice as long each time, since what keeps AWS from making
// a table, such as a limit of the account, may take people to mend.
func isLate(age time.Duration) bool {
	if age <= provisionPatience {
		return false
	}
	ticks := uint64(age / wall.TickDuration)
	return ticks&(ticks-1) == 0 // 0, or a power of two
}

// delay is a tenant's own place within the spread, the same at every tick, so
// that its syncs stay a tick apart.
func delay(tenantID string, spread time.Duration) time.Duration {
	if spread < time.Second {
		return 0
	}
	return time.Duration(int64(spot(tenantID))%int64(spread/time.Second)) * time.Second
}

// spot is a number of a tenant's own, by which work is spread over time.
func spot(tenantID string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(tenantID)) // never fails
	return h.Sum32()
}
