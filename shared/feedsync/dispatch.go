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

// ProvisionQueue takes requests to make a tenant's table.
type ProvisionQueue interface {
	SendProvision(ctx context.Context, tenantID string) error
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
	listErr := d.eachTenant(sendCtx, now, func(t wall.Tenant) {
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
// registration seems to have been lost to the provisioner again.
func (d Dispatcher) eachTenant(ctx context.Context, now time.Time, send func(wall.Tenant)) error {
	for t, err := range d.Directory.Tenants(ctx) {
		if err != nil {
			return fmt.Errorf("list tenants: %w", err)
		}
		switch {
		case t.Status == wall.Active:
			send(t)
		case t.Status == wall.Provisioning && now.Sub(t.CreatedAt) > provisionPatience:
			slog.WarnContext(ctx, "registration is late: asking again", "tenant", t.ID)
			if err := d.Provisions.SendProvision(ctx, t.ID); err != nil {
				return fmt.Errorf("ask for tenant %s again: %w", t.ID, err)
			}
		}
	}
	return nil
}

// delay is a tenant's own place within the spread, the same at every tick, so
// that its syncs stay a tick apart.
func delay(tenantID string, spread time.Duration) time.Duration {
	if spread < time.Second {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(tenantID)) // never fails
	return time.Duration(int64(h.Sum32())%int64(spread/time.Second)) * time.Second
}
